package firedrill.provider.k3d;

import firedrill.files.Checkout;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.ImageSource;
import firedrill.sandbox.k3d.Engine;
import firedrill.sandbox.k3d.ImageChoice;
import firedrill.sandbox.k3d.Images;
import firedrill.sandbox.k3d.PullList;
import firedrill.sandbox.k3d.PulledImage;
import firedrill.sandbox.k3d.Puller;
import firedrill.sandbox.k3d.Registry;
import firedrill.sandbox.tool.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The images of one lab: which are pulled, which are made here, and what is said of them. */
final class LabImages {

  /** Looked for once: each lab is asked for its programs. */
  private static final Map<Path, Optional<Engine>> ENGINES = new ConcurrentHashMap<>();

  private static final String ERP = "erp";
  private static final String JAVA = "jdk";

  private final GroundSpec spec;
  private final Images images;
  private final Puller puller;
  private final PullList list;
  private final ImageChoice choice;
  private final Function<String, Path> program;

  /** What was pulled, by the names in the manifests and in lab.yaml. */
  private final Map<String, PulledImage> pulled = new ConcurrentSkipListMap<>();

  /**
   * Decides what is pulled.
   *
   * @param program from a program's name to its file, once they have been found
   * @throws IllegalStateException with the remedy, when images are to be pulled and cannot be
   */
  LabImages(GroundSpec spec, Engine engine, Function<String, Path> program) {
    this.spec = spec;
    this.program = program;
    this.images = new Images(engine, spec.checkout(), this::resolve);
    this.puller = new Puller(engine, ImageSource.ofProperties());
    this.list = PullList.read(spec.checkout().resolve("k3d/images.yaml"));
    Optional<String> node =
        spec.cluster() && !asksMoreOfNodes(spec)
            ? Optional.of(images.upstreamNode())
            : Optional.empty();
    this.choice = puller.choose(node, spec.cluster() ? pods() : Set.of());
  }

  /**
   * Whether pods use programs of their nodes that upstream's image does not have, as Longhorn's use
   * iscsiadm, or folders of them that are no volumes in it.
   */
  static boolean asksMoreOfNodes(GroundSpec spec) {
    return spec.hostPrograms().isPresent()
        || spec.topology().nodes().stream().anyMatch(node -> !node.hostDirectories().isEmpty());
  }

  /** Names of the pods' images that may be pulled. */
  private Set<String> pods() {
    Set<String> names = new TreeSet<>(images.names(spec.manifests(), ofPods()));
    names.retainAll(list.programs().keySet());
    return names;
  }

  /**
   * What the images of pods are made of: programs of the lab, Java, and the ERP where it is built.
   */
  private Set<String> ofPods() {
    Set<String> programs = new TreeSet<>(spec.programs());
    programs.add(JAVA);
    if (spec.foundations().database() && programs.contains("mc")) {
      // A pod that dumps the database and puts the dump into a store.
      programs.add("packages");
    }
    if (Files.isDirectory(resolve(ERP))) {
      programs.add(ERP);
    }
    return programs;
  }

  /** Programs of the image map: the toolbox's, and the ERP's jars. */
  private Path resolve(String name) {
    Path checkout = spec.checkout();
    return switch (name) {
      case ERP -> Checkout.erp(checkout);
      default -> name.startsWith("sandbox/") ? checkout.resolve(name) : program.apply(name);
    };
  }

  /**
   * Programs that a lab is made of, before there is one: where its nodes are pulled those that they
   * would be made of need not be built. Without an engine none is.
   *
   * @param makers of the cluster
   * @throws ToolException with the remedy, when images are to be pulled and cannot be
   */
  static Set<String> programs(GroundSpec spec, Set<String> makers) {
    return spec.cluster() && ImageSource.ofProperties().mode() != ImageSource.Mode.BUILD
        ? ENGINES
            .computeIfAbsent(spec.checkout(), LabImages::engine)
            .map(engine -> told(() -> new LabImages(spec, engine, name -> Path.of(name))))
            .map(images -> images.programs(makers))
            .orElseGet(() -> K3dParts.programs(spec, makers, false))
        : K3dParts.programs(spec, makers, false);
  }

  /** Programs that the lab is made of, without those that come in pulled images alone. */
  Set<String> programs(Set<String> makers) {
    return K3dParts.programs(spec, makers, choice.node().isPresent());
  }

  /** Empty where none answers, or it is no Docker. */
  static Optional<Engine> engine(Path checkout) {
    try {
      return Optional.of(Engine.find(checkout));
    } catch (IllegalStateException none) {
      return Optional.empty();
    }
  }

  /** What is wrong with a choice is the user's to know, without the way to where it was noticed. */
  static <T> T told(Supplier<T> choice) {
    try {
      return choice.get();
    } catch (IllegalStateException e) {
      throw new ToolException(e.getMessage(), e);
    }
  }

  /** The image of the cluster's nodes. */
  String node() {
    return choice.node().map(name -> pull(name).local()).orElseGet(images::node);
  }

  /** What k3d starts for a moment; nothing is run in it. */
  String small() {
    return choice.node().map(name -> pull(name).local()).orElseGet(images::small);
  }

  private PulledImage pull(String name) {
    return pulled.computeIfAbsent(name, puller::pull);
  }

  /** Puts the images of the lab's pods into its registry. */
  void fill(Registry registry) {
    registry.start(images);
    images.fill(
        registry,
        spec.manifests(),
        ofPods(),
        name -> choice.pods().contains(name) ? Optional.of(pull(name).local()) : Optional.empty());
  }

  /** Those that are always made here. */
  Images made() {
    return images;
  }

  /** Where they are from, as they came. */
  ImageOrigin origin() {
    return new ImageOrigin(choice.node().map(this::pull), podsFrom());
  }

  private String podsFrom() {
    return choice.pods().isEmpty()
        ? ImageOrigin.MADE_HERE + "; none is pulled: " + choice.why()
        : "pulled from %s: %s; all others %s"
            .formatted(
                choice.why(),
                String.join(", ", new TreeSet<>(choice.pods())),
                ImageOrigin.MADE_HERE);
  }

  /** Version and origin of a program whose image was pulled. */
  Optional<String> versionAndOrigin(String name) {
    return pulled.values().stream()
        .filter(image -> list.program(image.name()).filter(name::equals).isPresent())
        .map(image -> image.version() + ", " + image.origin())
        .findFirst();
  }
}
