package firedrill.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the corpus files to life in a temporary directory and feeds each case to its check. */
final class Corpus {
  record Case(String kind, String input, String from, String to, String why) {
    @Override
    public String toString() {
      return kind + ": " + (input == null ? to : input).strip();
    }
  }

  private static final TestCa CA = new TestCa();
  private static final TestCa OTHER = new TestCa();
  private static final KubeCredentials.ClientCertificate ADMIN = CA.client();

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Guard guard;
  private final Path run;
  private final ProtectedPaths paths;
  private final String kubeconfig;

  static List<Case> load(String file) {
    try (var in = Corpus.class.getResourceAsStream("/guard/" + file)) {
      return new YAMLMapper().readValue(in, new TypeReference<List<Case>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Corpus(Path directory) throws IOException {
    Path home = directory.resolve("home");
    run = directory.resolve("run");
    Path userKubeconfig = directory.resolve("elsewhere/prod.yaml");
    values.put("RUN", run.toString());
    values.put("HOME", home.toString());
    values.put("USER_KUBECONFIG", userKubeconfig.toString());
    values.put("CA", base64(CA.pem()));
    values.put("OTHER_CA", base64(OTHER.pem()));
    values.put("TWO_CAS", base64(CA.pem() + OTHER.pem()));
    values.put("CERT", base64(ADMIN.certificatePem()));
    values.put("KEY", base64(ADMIN.keyPem()));
    guard =
        Guard.begin(
            new RecordStore(directory.resolve("records")),
            SandboxRecord.create(
                "corpus", "local", List.of("10.77.0.0/24", "10.43.0.0/16"), List.of()),
            new GuardSettings(home, Map.of("KUBECONFIG", userKubeconfig + ":")));
    guard.recordApiServer(URI.create("https://10.77.0.10:6443"), CA.pem());
    paths = new ProtectedPaths(guard.settings());
    try (var in = Corpus.class.getResourceAsStream("/guard/kubeconfig.yaml")) {
      kubeconfig = new String(in.readAllBytes(), UTF_8);
    }
    files(directory, home);
  }

  private void files(Path directory, Path home) throws IOException {
    Files.createDirectories(run);
    Files.createDirectories(home.resolve(".arcodange"));
    Files.createDirectories(home.resolve(".kube"));
    Files.writeString(home.resolve(".kube/config"), fill(kubeconfig));
    Files.writeString(home.resolve("kubeconfig"), fill(kubeconfig));
    Files.writeString(directory.resolve("outside"), fill(kubeconfig));
    Files.writeString(run.resolve("kubeconfig"), fill(kubeconfig));
    Files.writeString(run.resolve("ca.pem"), CA.pem());
    Files.writeString(run.resolve("token"), "abc.def\n");
    Files.writeString(run.resolve("large"), "#".repeat((1 << 20) + 1));
    Files.write(run.resolve("latin1"), "name: é".getBytes(ISO_8859_1));
    Files.createSymbolicLink(run.resolve("symlinked-kubeconfig"), run.resolve("kubeconfig"));
    Files.createSymbolicLink(run.resolve("link-to-home"), home);
    Files.createSymbolicLink(run.resolve("link-to-keys"), home.resolve(".arcodange"));
    Files.createSymbolicLink(run.resolve("link-to-link"), Path.of("link-to-keys"));
    Files.createSymbolicLink(run.resolve("relative-link"), Path.of("../home/.arcodange"));
    Files.createSymbolicLink(run.resolve("loop"), Path.of("loop"));
    Path user = directory.resolve("elsewhere/prod.yaml");
    Files.createDirectories(user.getParent());
    Files.writeString(user, "production");
    Files.createLink(run.resolve("hardlink"), user);
  }

  /** Gives the case to the check it is about. */
  void check(Case given) {
    String input = given.input == null ? null : fill(given.input);
    switch (given.kind) {
      case "host" -> guard.requireAddress(input);
      case "url" -> guard.requireAddress(URI.create(input));
      case "apiserver" -> guard.requireKubernetes(URI.create(input), CA.pem());
      case "network" ->
          SandboxRecord.create("other", "local", List.of(input), List.of()).networks();
      case "jdbc" -> new GuardedJdbc(guard).require(input);
      case "libvirt" -> LibvirtUris.require(input);
      case "docker" -> DockerHosts.require(input);
      case "env" -> environment(input);
      case "path" -> paths.require(Path.of(input));
      case "kubeconfig-file" -> reader().read(input, "sandbox");
      case "kubeconfig" -> reader().parse(mutated(given), "sandbox");
      default -> throw new IllegalArgumentException("unknown kind " + given.kind);
    }
  }

  Guard guard() {
    return guard;
  }

  KubeconfigReader reader() {
    return new KubeconfigReader(guard, run);
  }

  String benignKubeconfig() {
    return fill(kubeconfig);
  }

  private void environment(String assignment) {
    int equals = assignment.indexOf('=');
    new ChildEnvironment(guard, run)
        .require(Map.of(assignment.substring(0, equals), assignment.substring(equals + 1)));
  }

  private String mutated(Case given) {
    int at = kubeconfig.indexOf(given.from);
    if (at < 0) {
      throw new IllegalArgumentException("kubeconfig.yaml does not contain " + given.from);
    }
    return fill(
        kubeconfig.substring(0, at) + given.to + kubeconfig.substring(at + given.from.length()));
  }

  private String fill(String text) {
    String filled = text;
    for (var value : values.entrySet()) {
      filled = filled.replace("${" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
