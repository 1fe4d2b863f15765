package firedrill.guard;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names as a child will look them up. It does so after every check, so only what stands in the
 * hosts file is known: the lab binds its own one there, over the machine's, and a name that is in
 * it is asked of no name server.
 */
final class HostNames {
  /** hosts(5). */
  static final Path FILE = Path.of("/etc/hosts");

  /** A lab of a hundred Services has some 10 KiB. */
  private static final int MOST_BYTES = 4 << 20;

  private static final String REMEDY =
      "give an IP literal in the lab, or a name that the lab has recorded and put into its hosts"
          + " file";

  /** Others are another name in another program's letters. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.-]+");

  private final Guard guard;
  private final Path file;

  HostNames(Guard guard, Path file) {
    this.guard = guard;
    this.file = file;
  }

  /**
   * @throws GuardRefusal unless it is an IP literal in the lab, or a name that the lab recorded and
   *     whose every address in the hosts file is one
   */
  void require(String given) {
    String host = given.toLowerCase(Locale.ROOT);
    if (!PLAIN.matcher(given).matches() || !guard.record().hosts().contains(host)) {
      guard.requireAddress(given);
      return;
    }
    List<String> addresses = new Looks().anywhere("the hosts file", () -> addresses(host));
    if (addresses.isEmpty()) {
      throw refusal(host, "the hosts file does not have it, so a name server would be asked");
    }
    for (String text : addresses) {
      InetAddress address = HostLiteral.parse(text);
      if (address == null) {
        throw refusal(host, "the hosts file has no plain address for it");
      }
      guard.requireAddress(address);
    }
  }

  private List<String> addresses(String host) {
    List<String> found = new ArrayList<>();
    for (String line : text(host).split("\n")) {
      List<String> words = Arrays.asList(line.replaceFirst("#.*", "").strip().split("\\s+"));
      if (words.stream().skip(1).anyMatch(host::equalsIgnoreCase)) {
        found.add(words.get(0));
      }
    }
    return found;
  }

  private String text(String host) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw refusal(host, "the hosts file is none");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw refusal(host, "the hosts file is larger than " + MOST_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw refusal(host, "the hosts file: " + Shown.reason(e));
    }
  }

  private static GuardRefusal refusal(String host, String why) {
    return new GuardRefusal("host name " + Shown.host(host) + " for a child", why, REMEDY);
  }
}
