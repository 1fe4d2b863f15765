package firedrill.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Files that a child is pointed to: they lie in the run's own directory, and lead nowhere else. */
final class OwnFiles {
  /** As much of a file as is looked at; a kubeconfig has some KiB. */
  private static final int MOST_BYTES = 1 << 20;

  private final ProtectedPaths paths;
  private final Path home;

  /**
   * @param home the run's own directory, real
   */
  OwnFiles(ProtectedPaths paths, Path home) {
    this.paths = paths;
    this.home = home;
  }

  /** A file of the run's own, and what a client finds in it. */
  void require(String name, String upper, String value, WayJudge judge) {
    if (value.equals("/dev/null")) {
      return; // The usual way to say: none.
    }
    require(name, value);
    if (upper.equals("KUBECONFIG")) {
      requireServers(name, SettingValue.path(name, value), judge);
    } else if (upper.equals("XDG_CONFIG_HOME")) {
      requireClients(name, SettingValue.path(name, value), SecretPlaces.ofConfig());
    }
  }

  /** Where clients look below a folder there is nothing, or files of the run's own. */
  void requireClients(String name, Path folder, List<String> clients) {
    for (String client : clients) {
      Path there = folder.resolve(client);
      if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        require(name, there.toString());
      }
    }
  }

  /** The addresses in a kubeconfig that is there already. */
  private static void requireServers(String name, Path file, WayJudge judge) {
    if (Files.isRegularFile(file)) {
      String text =
          new Looks()
              .anywhere(
                  "environment variable " + name,
                  () -> {
                    try (InputStream in = Files.newInputStream(file)) {
                      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                      throw SettingValue.refusal(name, "its file cannot be read");
                    }
                  });
      Ways.urls(text, judge);
    }
  }

  void require(String name, String value) {
    if (value.contains(":")) {
      throw SettingValue.refusal(name, "it merges several files");
    }
    String outside = "its file is not in the run's directory";
    SettingValue.require(value.startsWith("/"), name, outside);
    boolean inside;
    try {
      inside = paths.require(SettingValue.path(name, value)).startsWith(home);
    } catch (GuardRefusal e) {
      throw SettingValue.refusal(name, outside + ", or protected, or nobody can look at it");
    }
    SettingValue.require(inside, name, outside);
  }
}
