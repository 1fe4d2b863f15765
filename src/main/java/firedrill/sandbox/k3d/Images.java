package firedrill.sandbox.k3d;

import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Images that are made here, since no registry has to be there and some are in none: the script
 * {@code k3d/image} knows how. One that the engine has is not made again.
 *
 * @param program from a program's name in the catalogue to its file, and from {@code erp} to the
 *     ERP's jars
 */
public record Images(Engine engine, Path checkout, Function<String, Path> program) {

  /** Made with the image of the nodes, which has it in it. */
  private static final String PAUSE = "rancher/mirrored-pause:3.6";

  private static final List<String> OF_NODE =
      List.of("kubernetes-node", "etcd", "coredns", "local-path-provisioner");

  /** Debian packages are fetched and set up: slow where many do so at once. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  /** The programs that the image of a node is made of. */
  public static List<String> programsOfNode() {
    return OF_NODE;
  }

  /**
   * Makes what needs a network, of Debian's packages; nothing when the engine has it.
   *
   * @param progress told what takes minutes
   */
  public void prepare(Consumer<String> progress) {
    for (String image : List.of("root", "base")) {
      if (!attempt(List.of("present", image)).ok()) {
        progress.accept(
            "making the image " + image + " for k3d of Debian packages, once: a minute or more");
        script(List.of(image));
      }
    }
  }

  /** The name of upstream's image of the nodes, which {@code k3d/lab.yaml} pins. */
  public String upstreamNode() {
    return ClusterFile.read(checkout.resolve("k3d/lab.yaml")).image();
  }

  /** The image of the cluster's nodes that stands for upstream's. */
  public String node() {
    List<String> words = new ArrayList<>(List.of("node"));
    OF_NODE.forEach(name -> words.add(name + "=" + program.apply(name)));
    return script(words);
  }

  /** The image of the lab's registry: Debian's, with settings of ours. */
  String registry() {
    Path settings = checkout.resolve("k3d/registry.yml");
    return make(
        "firedrill/registry:" + ImageSpec.hash(script() + text(settings)),
        "base",
        "[\"docker-registry\", \"serve\", \"/etc/registry.yml\"]",
        "",
        settings + "=/etc/registry.yml");
  }

  /** A small image, for what k3d starts and stops at once. */
  public String small() {
    return PAUSE;
  }

  /** PostgreSQL's image: its programs and a script that makes its data at the first start. */
  public String postgres() {
    Path start = checkout.resolve("k3d/postgres/start");
    Path home = program.apply("postgres").getParent().getParent();
    String version = ImageSpec.hash(script() + ImageSpec.stamps(home) + text(start));
    return make(
        "firedrill/postgres:" + version,
        "base",
        "[\"/opt/start\"]",
        "",
        home + "=/opt/postgresql",
        start + "=/opt/start");
  }

  /**
   * Gitea's image: its program, what it shows, and a script that installs it at the first start.
   *
   * @param assets Gitea's folder of {@code options} and {@code templates}
   */
  public String gitea(Path assets) {
    Path start = checkout.resolve("k3d/gitea/start");
    Path settings = checkout.resolve("sandbox/gitea/app.ini");
    Path gitea = program.apply("gitea");
    String version =
        ImageSpec.hash(
            script()
                + ImageSpec.stamps(gitea)
                + ImageSpec.stamps(assets)
                + text(start)
                + text(settings));
    return make(
        "firedrill/gitea:" + version,
        "base",
        "[\"/opt/start\"]",
        "",
        gitea + "=/opt/gitea/gitea",
        assets + "=/opt/gitea/assets",
        settings + "=/opt/gitea/app.ini",
        start + "=/opt/start");
  }

  /** Debian with Java and git: a machine on which nothing runs. */
  public String machine() {
    return script(List.of("base"));
  }

  /** Debian with what pulls a cable: a machine outside the cluster, which finds its programs. */
  public String outside() {
    return script(List.of("root"));
  }

  /** An image of the lab's pods, under a name that changes with what it is made of. */
  private String component(ImageSpec image) {
    String repository = image.name().substring(0, image.name().lastIndexOf(':'));
    String local = "firedrill/" + repository + ":" + image.version(program, script());
    return make(image.words(local, program));
  }

  /** What the engine has is known without a script, which takes a second on a busy machine. */
  private String make(String... words) {
    return make(List.of(words));
  }

  private String make(List<String> words) {
    String name = words.get(0);
    if (!engine.attempt(List.of("image", "inspect", "--format", "ok", name), "").ok()) {
      List<String> command = new ArrayList<>(List.of("make"));
      command.addAll(words);
      script(command);
    }
    return name;
  }

  /** Names of the images of a lab's pods, as the manifests have them. */
  public Set<String> names(Path manifests, Set<String> programs) {
    return ofPods(manifests, programs).stream().map(ImageSpec::name).collect(Collectors.toSet());
  }

  private List<ImageSpec> ofPods(Path manifests, Set<String> programs) {
    return ImageSpec.of(checkout.resolve("sandbox/images.yaml"), manifests, programs);
  }

  /**
   * Puts the images of a lab's pods into its registry.
   *
   * @param pulled from a name in the manifests to the engine's, of an image that is not made here
   */
  public void fill(
      Registry registry,
      Path manifests,
      Set<String> programs,
      Function<String, Optional<String>> pulled) {
    for (ImageSpec image : ofPods(manifests, programs)) {
      registry.push(pulled.apply(image.name()).orElseGet(() -> component(image)), image.name());
    }
  }

  /** What every image changes with. */
  private String script() {
    return text(checkout.resolve("k3d/image")) + text(checkout.resolve("k3d/base/packages"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The name that it prints. */
  private String script(List<String> words) {
    Command.Result made = attempt(words);
    if (!made.ok()) {
      throw new IllegalStateException("k3d/image failed: " + made.output().strip());
    }
    return made.out().strip();
  }

  private Command.Result attempt(List<String> words) {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("k3d/image").toString()));
    command.addAll(words);
    return engine.program(command, Map.of("ENGINE", engine.host()), LIMIT);
  }
}
