package firedrill.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Files that a child is pointed to: they lie in the run's own directory, and lead nowhere else. */
final class OwnFiles {
  /** As much of a file as is looked at; a kubeconfig has some KiB. */
  private static final int MOST_BYTES = 1 << 20;

  private static final String KUBE = ".kube";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ProtectedPaths paths;
  private final Path home;
  private final BiConsumer<String, String> address;
  private final ClientFiles settings;

  /**
   * @param home the run's own directory, real
   * @param address asked of each server, with the variable's name
   */
  OwnFiles(ProtectedPaths paths, Path home, BiConsumer<String, String> address) {
    this.paths = paths;
    this.home = home;
    this.address = address;
    this.settings = new ClientFiles(address);
  }

  /** A file of the run's own, and what a client finds in it. */
  void require(String name, String upper, String value) {
    if (value.equals("/dev/null")) {
      return; // The usual way to say: none.
    }
    require(name, value);
    Path file = SettingValue.path(name, value);
    // Before anything in a folder is read: a link in it may lead to a file of the user's.
    requireOwnLinks(name, file, "");
    switch (upper) {
      case "KUBECONFIG" -> requireServers(name, file);
      case "XDG_CONFIG_HOME" -> requireClients(name, file, SecretPlaces.ofConfig());
      case "MC_CONFIG_DIR" -> requireAliases(name, file.resolve("config.json"));
      default -> {
        // Whatever else it is, it names no program.
      }
    }
    if (!upper.equals("KUBECONFIG")) {
      settings.require(name, upper, file);
    }
  }

  /** A home in which nobody keeps anything has no keys and no tokens either. */
  static void requireNoClients(String name, Path folder) {
    for (String client : SecretPlaces.ofHome()) {
      // Settings of a package manager are a machine's, too.
      SettingValue.require(
          !SecretPlaces.isAnybodys("/" + client)
              || !Files.exists(folder.resolve(client), LinkOption.NOFOLLOW_LINKS),
          name,
          "somebody keeps " + client + " in it");
    }
  }

  /**
   * What clients find below a folder by a link is where the link leads.
   *
   * @param begin of the names of what clients look for
   */
  private void requireOwnLinks(String name, Path folder, String begin) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> found =
        new Looks().anywhere("environment variable " + name, () -> named(name, folder, begin));
    for (Path there : found) {
      if (!isOfTheSystem(real(there))) {
        require(name, there.toString());
      }
      LinkTargets.of(there).stream()
          .filter(target -> !isOfTheSystem(target))
          .forEach(target -> require(name, target.toString()));
    }
  }

  private static Path real(Path there) {
    try {
      return there.toRealPath();
    } catch (IOException e) {
      return there; // Judged as it stands.
    }
  }

  /** As the usual link to nothing; whoever may write there needs no link. */
  private static boolean isOfTheSystem(Path target) {
    return target.equals(Path.of("/dev/null"))
        || Stream.of("/usr", "/bin", "/lib", "/sbin").anyMatch(target::startsWith);
  }

  private static List<Path> named(String name, Path folder, String begin) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(one -> one.getFileName().toString().startsWith(begin)).toList();
    } catch (IOException | UncheckedIOException e) {
      throw SettingValue.refusal(name, "nobody can look into its folder");
    }
  }

  /** https://github.com/minio/mc: each alias of the file is a server with its login. */
  private void requireAliases(String name, Path file) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    String text = new Looks().anywhere("environment variable " + name, () -> text(name, file));
    try {
      requireAliases(name, "", JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw SettingValue.refusal(name, "its file is none that can be read");
    }
  }

  /** Go, in which mc is written, reads the names of fields without their cases. */
  private void requireAliases(String name, String key, JsonNode value) {
    value.properties().forEach(field -> requireAliases(name, field.getKey(), field.getValue()));
    if (value.isArray()) {
      value.forEach(one -> requireAliases(name, key, one));
    }
    if (key.equalsIgnoreCase("url")) {
      address.accept(name, value.asText().replaceFirst("/$", ""));
    }
  }

  /** Where clients look below a folder there is nothing, or files of the run's own. */
  private void requireClients(String name, Path folder, List<String> clients) {
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

  /** A home of the run's own: links first, then what is in the files. */
  void requireHome(String name, Path folder) {
    requireClients(name, folder, SecretPlaces.ofHome());
    requireOwnLinks(name, folder, ".");
    settings.require(name, "HOME", folder);
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
    try {
      return StrictYaml.parse(text(name, file));
    } catch (IOException e) {
      throw SettingValue.refusal(name, "its file is none that can be read");
    }
  }

  static String text(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      SettingValue.require(bytes.length <= MOST_BYTES, name, "its file is larger than 1 MiB");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw SettingValue.refusal(name, "its file is none that can be read");
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
          // Without a value kubectl does as if it were not there.
          SettingValue.require(
              value == null || text.isEmpty(),
              name,
              "its file has " + key + ", by which it leads elsewhere");
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
