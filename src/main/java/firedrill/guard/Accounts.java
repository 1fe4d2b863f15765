package firedrill.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Homes of this machine's accounts, as passwd(5) has them: not everybody's lies in {@code /home}.
 */
final class Accounts {
  private static final Path FILE = Path.of("/etc/passwd");

  /** name:password:UID:GID:comment:home:shell. */
  private static final int FIELDS = 7;

  private static final int ID = 2;
  private static final int HOME = 5;

  private static final String PERSON = "(?<person>[A-Za-z_][A-Za-z0-9_.-]{0,63})";
  private static final String DOMAIN = "(?<domain>[A-Za-z0-9][A-Za-z0-9.-]{0,252})";

  /** As sssd writes them (full_name_format, sssd.conf(5)), and winbind. */
  private static final List<Pattern> OF_DIRECTORY =
      List.of(Pattern.compile(PERSON + "@" + DOMAIN), Pattern.compile(DOMAIN + "[\\\\+]" + PERSON));

  private final List<String[]> accounts;

  private Accounts(List<String[]> accounts) {
    this.accounts = accounts;
  }

  /** As they are now; none where the machine keeps them elsewhere. */
  static Accounts now() {
    return of(FILE);
  }

  static Accounts of(Path file) {
    if (!Files.isRegularFile(file)) {
      return new Accounts(List.of());
    }
    try {
      return new Accounts(
          Files.readString(file, StandardCharsets.ISO_8859_1)
              .lines()
              .map(line -> line.split(":", -1))
              .filter(fields -> fields.length == FIELDS)
              .toList());
    } catch (IOException e) {
      return new Accounts(List.of());
    }
  }

  /**
   * Where homes lie of whom a directory service knows and passwd(5) does not: below the domain
   * ({@code template homedir}, smb.conf(5)), or like everybody's, by the short name or the whole
   * one ({@code override_homedir}, sssd.conf(5)).
   *
   * @param name none of a domain's has none here
   */
  static Set<Path> usualHomesOf(String name) {
    Set<Path> homes = new LinkedHashSet<>();
    for (Pattern form : OF_DIRECTORY) {
      Matcher parts = form.matcher(name);
      if (parts.matches()) {
        String person = parts.group("person");
        for (String below : List.of("/home", "/Users")) {
          Path base = Path.of(below);
          homes.add(base.resolve(person));
          homes.add(base.resolve(name));
          homes.add(base.resolve(parts.group("domain")).resolve(person));
        }
      }
    }
    return homes;
  }

  /**
   * The homes of who is named. Root is no person: who works for root alone may not look there.
   *
   * @param who a name, or the number of one; whatever else it is nobody has it
   */
  Set<Path> homesOf(String who) {
    Set<Path> homes = new LinkedHashSet<>();
    for (String[] account : accounts) {
      boolean named = !who.isEmpty() && (account[0].equals(who) || account[ID].equals(who));
      if (named && !account[ID].equals("0") && account[HOME].startsWith("/")) {
        try {
          homes.add(Path.of(account[HOME]).normalize());
        } catch (InvalidPathException e) {
          // In letters that this process has no words for.
        }
      }
    }
    return homes;
  }
}
