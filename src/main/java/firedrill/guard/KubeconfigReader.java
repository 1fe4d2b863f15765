package firedrill.guard;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a kubeconfig that this run produced, strictly: one cluster, one user, one context, nothing
 * that runs a program, weakens TLS, or leads elsewhere. A context's name is never evidence.
 */
public final class KubeconfigReader {
  /** Real ones are a few KiB; the API machinery itself refuses nothing. */
  private static final int MAX_BYTES = 1 << 20;

  private static final String REMEDY =
      "use the kubeconfig that the lab wrote into the run's own directory";

  private static final Set<String> TOP =
      Set.of(
          "apiVersion", "kind", "preferences", "clusters", "users", "contexts", "current-context");
  private static final Set<String> CLUSTER =
      Set.of("server", "certificate-authority-data", "certificate-authority");

  private static final Set<String> USER =
      Set.of(
          "client-certificate-data",
          "client-certificate",
          "client-key-data",
          "client-key",
          "token",
          "tokenFile");
  private static final Set<String> CONTEXT = Set.of("cluster", "user", "namespace");

  private final Guard guard;
  private final ProtectedPaths paths;
  private final Path directory;

  /**
   * @param directory the run's own; files outside are refused
   */
  public KubeconfigReader(Guard guard, Path directory) {
    Given.require("a reader of kubeconfigs", guard, directory);
    this.guard = guard;
    ProtectedPaths all = new ProtectedPaths(guard.settings());
    this.directory = all.require(directory);
    this.paths = all.owning(directory, this.directory);
  }

  /**
   * Reads a file once; what happens to it later has no effect.
   *
   * @param location as a user or KUBECONFIG would give it
   * @param context the only context the file may have
   */
  public KubeMaterial read(String location, String context) {
    // Whoever gives a text in place of its file's name gives its secrets.
    boolean isPath = location != null && location.startsWith("/");
    String what = isPath ? "kubeconfig " + Shown.host(location) : "kubeconfig by its location";
    if (location == null || location.isBlank() || location.contains("\0")) {
      throw new GuardRefusal(what, "it names no file", REMEDY);
    }
    if (location.contains(":")) {
      throw new GuardRefusal(what, "it is a list of files that would be merged", REMEDY);
    }
    return parse(text(what, path(what, location)), context);
  }

  /**
   * Reads a text.
   *
   * @param yaml the text of a kubeconfig
   * @param context the only context it may have
   * @throws GuardRefusal in every case but a plain kubeconfig of the recorded sandbox
   */
  public KubeMaterial parse(String yaml, String context) {
    if (yaml == null || yaml.length() > MAX_BYTES) {
      throw refusal("it is missing or larger than 1 MiB");
    }
    Map<String, Object> top = map(document(yaml), "the document");
    requireKeys(top, TOP, "the document");
    if (!"v1".equals(top.get("apiVersion")) || !"Config".equals(top.get("kind"))) {
      throw refusal("it is not of apiVersion v1, kind Config");
    }
    Object preferences = top.get("preferences");
    // A key without a value reads as an empty text.
    if (preferences != null
        && !preferences.equals("")
        && !map(preferences, "preferences").isEmpty()) {
      throw refusal("its preferences are not empty");
    }
    Named cluster = only(top, "clusters", "cluster");
    Named user = only(top, "users", "user");
    Named entry = only(top, "contexts", "context");
    requireKeys(Hostile.said(cluster.body), CLUSTER, "cluster");
    requireKeys(Hostile.said(user.body), USER, "user");
    requireKeys(Hostile.said(entry.body), CONTEXT, "context");
    Object current = top.get("current-context");
    if (current == null || current.equals("")) {
      throw refusal("it has no current-context");
    }
    if (!entry.name.equals(current) || !entry.name.equals(context)) {
      throw refusal("its only context is not the current and the asked-for one");
    }
    if (!cluster.name.equals(entry.body.get("cluster"))
        || !user.name.equals(entry.body.get("user"))) {
      throw refusal("its context names a cluster or user that is not there");
    }
    Object namespace = entry.body.get("namespace");
    if (namespace != null && !(namespace instanceof String)) {
      throw refusal("its namespace is no text");
    }
    KubeMaterial material =
        new KubeMaterial(server(cluster.body), ca(cluster.body), credentials(user.body));
    guard.requireKubernetes(material.server(), material.caPem());
    // The recorded spelling, so that what was checked and what is used cannot differ.
    return new KubeMaterial(guard.record().apiServer(), material.caPem(), material.credentials());
  }

  private URI server(Map<String, Object> cluster) {
    try {
      return new URI(string(cluster, "server"));
    } catch (URISyntaxException e) {
      throw new GuardRefusal("kubeconfig", "its server is no valid address", REMEDY);
    }
  }

  private String ca(Map<String, Object> cluster) {
    String pem = either(cluster, "certificate-authority-data", "certificate-authority");
    if (pem == null) {
      throw refusal("it has no certificate authority, so anyone could answer");
    }
    Pem.certificateSha256(pem);
    return pem;
  }

  private KubeCredentials credentials(Map<String, Object> user) {
    String certificate = either(user, "client-certificate-data", "client-certificate");
    String key = either(user, "client-key-data", "client-key");
    if (user.containsKey("token") && user.containsKey("tokenFile")) {
      throw refusal("it gives both token and tokenFile");
    }
    String token = user.containsKey("token") ? string(user, "token") : null;
    if (user.containsKey("tokenFile")) {
      token = text("kubeconfig tokenFile", fileName(user, "tokenFile")).strip();
    }
    if ((certificate == null) != (key == null) || (certificate == null) == (token == null)) {
      throw refusal("its user has not exactly one identity: certificate with key, or token");
    }
    if (token != null) {
      return new KubeCredentials.BearerToken(token);
    }
    Pem.certificates(certificate);
    Pem.privateKey(key);
    return new KubeCredentials.ClientCertificate(certificate, key);
  }

  private String either(Map<String, Object> body, String data, String file) {
    if (body.containsKey(data) && body.containsKey(file)) {
      throw refusal("it gives both " + data + " and " + file);
    }
    if (body.containsKey(data)) {
      try {
        // Go's decoder, which is kubectl's, reads over line ends (encoding/base64).
        String plain = string(body, data).replaceAll("[\r\n]", "");
        byte[] bytes = Base64.getDecoder().decode(plain);
        return decode("kubeconfig " + data, bytes);
      } catch (IllegalArgumentException e) {
        throw new GuardRefusal("kubeconfig", "its " + data + " is not base64", REMEDY);
      }
    }
    return body.containsKey(file) ? text("kubeconfig " + file, fileName(body, file)) : null;
  }

  private Path fileName(Map<String, Object> body, String field) {
    String name = string(body, field);
    if (!name.startsWith("/") || name.contains("\0")) {
      throw refusal("its " + field + " is not an absolute path");
    }
    return path("kubeconfig " + field, name);
  }

  private static Path path(String what, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new GuardRefusal(what, "it names no file", REMEDY);
    }
  }

  private String text(String what, Path file) {
    Path real =
        paths.requireInside(
            file, directory, what, "it is outside the run's directory " + directory);
    return new Looks().anywhere(what, () -> text(what, file, real));
  }

  private static String text(String what, Path file, Path real) {
    if (Files.isSymbolicLink(file)) {
      throw new GuardRefusal(what, "it is a symbolic link", REMEDY);
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new GuardRefusal(what, "it is not a regular file", REMEDY);
    }
    try (var in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new GuardRefusal(what, "it is larger than 1 MiB", REMEDY);
      }
      return decode(what, bytes);
    } catch (IOException e) {
      throw new GuardRefusal(what, Shown.reason(e), REMEDY);
    }
  }

  private static String decode(String what, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new GuardRefusal(what, "it is not UTF-8", REMEDY);
    }
  }

  private static Object document(String yaml) {
    try {
      return StrictYaml.parse(yaml);
    } catch (IOException e) {
      throw new GuardRefusal("kubeconfig", e.getMessage(), REMEDY);
    }
  }

  private record Named(String name, Map<String, Object> body) {}

  private static Named only(Map<String, Object> top, String list, String field) {
    if (!(top.get(list) instanceof List<?> entries) || entries.size() != 1) {
      throw refusal("it has not exactly one entry in " + list);
    }
    Map<String, Object> entry = map(entries.get(0), list);
    requireKeys(entry, Set.of("name", field), list);
    return new Named(string(entry, "name"), map(entry.get(field), list));
  }

  private static void requireKeys(Map<String, Object> map, Set<String> known, String where) {
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw refusal(where + " has " + Hostile.shown(key) + ", which " + Hostile.why(key));
      }
    }
  }

  @SuppressWarnings("unchecked") // StrictYaml makes no other maps.
  private static Map<String, Object> map(Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw refusal(where + " is not a map");
    }
    return (Map<String, Object>) map;
  }

  private static String string(Map<String, Object> map, String field) {
    if (!(map.get(field) instanceof String text) || text.isEmpty()) {
      throw refusal("its " + field + " is missing or no text");
    }
    return text;
  }

  private static GuardRefusal refusal(String why) {
    return new GuardRefusal("kubeconfig", why, REMEDY);
  }
}
