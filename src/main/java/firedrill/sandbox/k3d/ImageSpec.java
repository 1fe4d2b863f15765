package firedrill.sandbox.k3d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An image that the manifests name and that is made here, of the same programs that stand for it in
 * the other sandboxes: {@code sandbox/images.yaml} says which, and where they lie in it.
 *
 * @param name as the manifests have it, with its tag
 * @param from what it stands on: {@code scratch}, {@code busybox} or {@code base}, see {@code
 *     k3d/image}
 * @param entrypoint of the image; none: the pod's command says all
 * @param files programs by the places they lie at
 */
record ImageSpec(
    String name,
    String from,
    List<String> entrypoint,
    Map<String, String> environment,
    Map<String, String> files) {

  private static final YAMLMapper YAML = new YAMLMapper();

  /** As an image of a container, or as a word of a command that is told of one. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?m)^\\s*(?:(?:- )?image: *\"?([^\"\\s]+)\"?|-"
              + " ([a-z0-9./-]+/[a-z0-9-]+:[\\w.-]+)\\s*$)");

  private static final String ANY_TAG = ":*";

  /** Scripts of this project's are there always. */
  private static final String OF_THE_PROJECT = "sandbox/";

  /** Java is in the base; see {@code k3d/image}. */
  private static final String JAVA = "jdk";

  /** So are the packages of Debian's that an image wants, in their own places. */
  private static final String PACKAGES = "packages";

  /** Programs that are no single file for Linux alone: they need more than an empty image. */
  private static final Set<String> NEED_A_BASE =
      Set.of(
          JAVA,
          PACKAGES,
          "erp",
          "longhorn-manager",
          "longhorn-instance-manager",
          "longhorn-engine",
          "velero-plugin-for-aws");

  /**
   * Those that the manifests name and that are made of the programs of a lab.
   *
   * @param map {@code sandbox/images.yaml}
   * @param manifests the folder of the manifests
   * @param programs that can be had: of the lab's components, {@code jdk}, and {@code erp} where
   *     the ERP's jars have been made; an image of others is not made
   */
  static List<ImageSpec> of(Path map, Path manifests, Set<String> programs) {
    JsonNode images = tree(map).path("images");
    List<ImageSpec> all = new ArrayList<>();
    for (String name : named(manifests)) {
      entry(images, name)
          .map(entry -> of(name, entry, programs))
          .filter(image -> image.isMadeOf(programs))
          .ifPresent(all::add);
    }
    return all;
  }

  private static JsonNode tree(Path map) {
    try {
      return YAML.readTree(map.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the image map " + map, e);
    }
  }

  /** Every image of the manifests. */
  static Set<String> named(Path manifests) {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(manifests)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        Matcher matcher = NAMED.matcher(Files.readString(file));
        while (matcher.find()) {
          names.add(matcher.group(matcher.group(1) == null ? 2 : 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifests in " + manifests, e);
    }
    return names;
  }

  private static Optional<JsonNode> entry(JsonNode images, String name) {
    int colon = name.lastIndexOf(':');
    String any = (colon > name.lastIndexOf('/') ? name.substring(0, colon) : name) + ANY_TAG;
    JsonNode exact = images.path(name);
    JsonNode found = exact.isMissingNode() ? images.path(any) : exact;
    return found.isMissingNode() ? Optional.empty() : Optional.of(found);
  }

  private static ImageSpec of(String name, JsonNode entry, Set<String> programs) {
    Map<String, String> files = new LinkedHashMap<>();
    entry
        .path("files")
        .forEach(file -> files.put(file.path("at").asText(), file.path("program").asText()));
    entry
        .path("inContainers")
        .forEach(
            file -> {
              if (programs.contains(file.path("program").asText())) {
                files.put(file.path("at").asText(), file.path("program").asText());
              }
            });
    Map<String, String> environment = new LinkedHashMap<>();
    entry.path("env").properties().forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
    List<String> entrypoint = new ArrayList<>();
    entry.path("entrypoint").forEach(word -> entrypoint.add(word.asText()));
    String from = files.isEmpty() ? "busybox" : "scratch";
    boolean needsBase = files.values().stream().anyMatch(NEED_A_BASE::contains);
    return new ImageSpec(
        name,
        needsBase ? "base" : from,
        // A shell as the entry point would take a pod's arguments for scripts.
        files.isEmpty() ? List.of() : entrypoint,
        environment,
        files);
  }

  private boolean isMadeOf(Set<String> programs) {
    return files.values().stream()
        .allMatch(name -> name.startsWith(OF_THE_PROJECT) || programs.contains(name));
  }

  /**
   * The words behind {@code k3d/image make}.
   *
   * @param local the image's name in the engine
   * @param program from a program's name to its file or folder
   */
  List<String> words(String local, Function<String, Path> program) {
    List<String> words = new ArrayList<>(List.of(local, from));
    words.add(entrypoint.isEmpty() ? "" : json(entrypoint));
    words.add(
        environment.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .reduce((a, b) -> a + " " + b)
            .orElse(""));
    files.forEach(
        (place, name) -> {
          if (!PACKAGES.equals(name)) {
            words.add(source(name, program) + "=" + place);
          }
        });
    return words;
  }

  private static String source(String name, Function<String, Path> program) {
    return JAVA.equals(name) ? name : program.apply(name).toString();
  }

  /** Changes with everything that the image is made of. */
  String version(Function<String, Path> program, String script) {
    List<String> parts = new ArrayList<>(List.of(script, String.join(" ", words("", program))));
    files.values().stream()
        .distinct()
        .filter(name -> !JAVA.equals(name) && !PACKAGES.equals(name))
        .forEach(name -> parts.add(stamps(program.apply(name))));
    return hash(String.join("\n", parts));
  }

  /** Sizes and times of a file, or of all below a folder. */
  static String stamps(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      List<String> all = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.add(
            file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
      return String.join("\n", all);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + path, e);
    }
  }

  static String hash(String text) {
    try {
      byte[] digest =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String json(List<String> words) {
    return words.stream()
        .map(w -> "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .reduce((a, b) -> a + ", " + b)
        .map(all -> "[" + all + "]")
        .orElse("[]");
  }
}
