package firedrill.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Files that a child is pointed to: they lie in the run's own directory, and lead nowhere else. */
final class OwnFiles {
  /** As much of a file as is looked at; a kubeconfig has some KiB. */
  private static final int MOST_BYTES = 1 << 20;

  private static final String KUBE = ".kube";

  private final ProtectedPaths paths;
  private final Path home;
  private final BiConsumer<String, String> address;

  /**
   * @param home the run's own directory, real
   * @param address asked of each server, with the variable's name
   */
  OwnFiles(ProtectedPaths paths, Path home, BiConsumer<String, String> address) {
    this.paths = paths;
    this.home = home;
    this.address = address;
  }

  /** A file of the run's own, and what a client finds in it. */
  void require(String name, String upper, String value) {
    if (value.equals("/dev/null")) {
      return; // The usual way to say: none.
    }
    require(name, value);
    if (upper.equals("KUBECONFIG")) {
      requireServers(name, SettingValue.path(name, value));
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
        LinkTargets.of(there).forEach(target -> require(name, target.toString()));
        if (client.equals(KUBE)) {
          // Only now is it known to be the run's own.
          requireServers(name, there.resolve("config"));
        }
      }
    }
  }

  /** A kubeconfig that is there already says where it leads. */
  private void requireServers(String name, Path file) {
    if (Files.isRegularFile(file)) {
      Object document =
          new Looks().anywhere("environment variable " + name, () -> document(name, file));
      requireServers(name, "", document);
    }
  }

  private static Object document(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      SettingValue.require(bytes.length <= MOST_BYTES, name, "its file is larger than 1 MiB");
      return StrictYaml.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw SettingValue.refusal(name, "its file is no kubeconfig that can be read");
    }
  }

  /** Every field by its own name, wherever it stands. */
  private void requireServers(String name, String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((field, of) -> requireServers(name, String.valueOf(field), of));
    } else if (value instanceof List<?> list) {
      list.forEach(one -> requireServers(name, key, one));
    }
    String text = String.valueOf(value);
    switch (key) {
      case "server" ->
          address.accept(
              name, text.contains("://") ? text.replaceFirst("/$", "") : "https://" + text);
      case "certificate-authority", "client-certificate", "client-key", "tokenFile" ->
          require(name, text);
      case "exec", "auth-provider", "proxy-url" ->
          throw SettingValue.refusal(name, "its file has " + key + ", by which it leads elsewhere");
      default -> {
        // Says nothing of where it leads.
      }
    }
  }

  void require(String name, String value) {
    if (value.contains(":")) {
      throw SettingValue.refusal(name, "it merges several files");
    }
    String outside = "its file is not in the run's directory";
    SettingValue.require(value.startsWith("/"), name, outside + ": it is no absolute path");
    boolean inside;
    try {
      inside = paths.require(SettingValue.path(name, value)).startsWith(home);
    } catch (GuardRefusal e) {
      throw SettingValue.refusal(name, outside + ", or protected, or nobody can look at it");
    }
    SettingValue.require(inside, name, outside);
  }
}
