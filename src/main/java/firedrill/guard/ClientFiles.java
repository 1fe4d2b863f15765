package firedrill.guard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What clients' files of settings say: whom a client asks, and what it runs. */
final class ClientFiles {
  /** Below a home. */
  private static final List<String> OF_HOME =
      List.of(
          ".aws/config",
          ".aws/credentials",
          ".boto",
          ".config/containers/containers.conf",
          ".config/containers/podman-connections.json",
          ".config/containers/registries.conf",
          ".config/curlrc",
          ".config/git/config",
          ".config/helm/repositories.yaml",
          ".config/libvirt/libvirt.conf",
          ".config/rclone/rclone.conf",
          ".curlrc",
          ".docker/config.json",
          ".gitconfig",
          ".kube/kuberc",
          ".mc/config.json",
          ".my.cnf",
          ".mcli/config.json",
          ".npmrc",
          ".pg_service.conf",
          ".psqlrc",
          ".rclone.conf",
          ".s3cfg",
          ".ssh/config",
          ".vault",
          ".wgetrc");

  private static final String CONFIG = ".config/";

  /** Below the folder that a variable names. */
  private static final Map<String, List<String>> OF_FOLDER =
      Map.of(
          "HOME",
          OF_HOME,
          "XDG_CONFIG_HOME",
          OF_HOME.stream()
              .filter(file -> file.startsWith(CONFIG))
              .map(file -> file.substring(CONFIG.length()))
              .toList(),
          "HELM_CONFIG_HOME",
          List.of("repositories.yaml"),
          "PGSYSCONFDIR",
          List.of("pg_service.conf", "psqlrc"));

  /** Variables of single files that may name servers; others hold a secret or a certificate. */
  private static final Set<String> NAME_SERVERS =
      Set.of(
          "AWS_CONFIG_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "GIT_CONFIG_GLOBAL",
          "GIT_CONFIG_SYSTEM");

  /** As AWS', Docker's, git's, psql's, rclone's, restic's, ssh's and Vault's files name one. */
  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?im)(?:^|[{,\\]])[ \\t\"']*+(?=[a-z])"
              + "(?:credential_process|credsstore|credhelpers|currentcontext"
              + "|cliplugins[a-z]*|(?:core\\s*\\.\\s*)?(?:sshcommand|gitproxy|fsmonitor|hookspath"
              + "|alternaterefscommand|askpass|editor|pager)|use_askpass"
              + "|credential(?:\\.[^=\\s]*)?\\.helper|[a-z]*_?helper"
              + "|(?:push)?insteadof|smudge|clean|process|textconv|external|driver|program|cmd"
              + "|[a-z]{1,20}cmd|difffilter|packobjectshook|smtpserver|templatedir|vcs"
              + "|uploadpack|receivepack|password[_-]command|[a-z0-9_.-]*_command)"
              + "[\"']?[ \\t]*+(?:[=:]|$)"
              + "|^[ \\t]*+(?:(?:proxycommand|proxyjump|localcommand|knownhostscommand|!?include(?:dir)?"
              + "|match[ \\t].*exec|pkcs11provider|securitykeyprovider|xauthlocation)[ \\t=]"
              // Sections of git's that read another file, or name programs.
              + "|\\[[ \\t]*+(?:include|includeif|alias|pager|difftool|mergetool)\\b)"
              // Commands of psql's, which stand behind others as well.
              + "|\\\\(?:!|(?:c|connect|copy|i|ir|include|include_relative|setenv)\\s"
              + "|(?:o|out|g|gx|w|write)\\s*+\\||[a-z]{1,20}+\\s[^\n`]{0,400}+`)");

  /** What stands there is told to people. */
  private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*+(?:[#;]|//).*$");

  /** Without one of these no server is named, but with a blank at the beginning of a line. */
  private static final Pattern NAMED = Pattern.compile("[:=0-9]");

  private final BiConsumer<String, String> address;

  /**
   * @param address asked of each host, with the variable's name
   */
  ClientFiles(BiConsumer<String, String> address) {
    this.address = address;
  }

  /**
   * Looks at the file that a variable names, or at those that clients find in its folder. Where
   * links in it lead must have been looked at before.
   *
   * @throws GuardRefusal when one of them names a program to run, or a server elsewhere
   */
  void require(String name, String upper, Path place) {
    if (Files.isRegularFile(place)) {
      require(name, place, NAME_SERVERS.contains(upper));
      return;
    }
    for (String file : OF_FOLDER.getOrDefault(upper, List.of())) {
      Path there = place.resolve(file);
      if (Files.isRegularFile(there)) {
        require(name, there, true);
      }
    }
  }

  private void require(String name, Path file, boolean namesServers) {
    String text = new Looks().anywhere("environment variable " + name, () -> said(name, file));
    SettingValue.require(
        !PROGRAM.matcher(text).find(), name, "its file names a program that is run to connect");
    if (namesServers && (NAMED.matcher(text).find() || WayForms.LINE.matcher(text).find())) {
      Ways.servers(text, judge(name));
    }
  }

  private static String said(String name, Path file) {
    return COMMENT.matcher(OwnFiles.text(name, file)).replaceAll("");
  }

  private WayJudge judge(String name) {
    return new WayJudge() {
      @Override
      public void host(String host) {
        try {
          address.accept(name, host);
        } catch (GuardRefusal e) {
          // Whatever was taken for a host may be part of a secret.
          throw refuse("it names a server that is not in the lab");
        }
      }

      @Override
      public void place(String path) {
        throw refuse("it names another file");
      }

      @Override
      public GuardRefusal refuse(String why) {
        return SettingValue.refusal(name, "its file leads elsewhere: " + why);
      }
    };
  }
}
