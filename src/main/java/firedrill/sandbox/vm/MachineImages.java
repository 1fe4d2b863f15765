package firedrill.sandbox.vm;

import firedrill.files.Trees;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.sandbox.process.Spawn;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Images and saved states of pi2, kept between runs. */
public final class MachineImages {

  private static final Duration BUILD_WITHIN = Duration.ofMinutes(30);
  private static final List<String> PASSED_ON =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "FIREDRILL_DEBIAN_MIRROR");

  private final Toolbox toolbox;
  private final Path checkout;
  private final Processor processor;

  public MachineImages(Toolbox toolbox, Path checkout, Processor processor) {
    this.toolbox = toolbox;
    this.checkout = checkout;
    this.processor = processor;
  }

  /** Name of the Gitea in the catalogue that runs in the machine. */
  public static String gitea(Processor processor) {
    return processor.debian().equals("arm64") ? "gitea-arm64" : "gitea";
  }

  /** {@code vm/domain.xml}. */
  public Path template() {
    return checkout.resolve("vm/domain.xml");
  }

  /** Where libvirt keeps what it found out about QEMU. */
  public static Path libvirtCache() {
    return Toolbox.cacheRoot().resolve("libvirt");
  }

  /**
   * The guest's program, and the assets that the host's one is kept with: often one and the same.
   */
  static Set<String> programs(Processor processor) {
    return new TreeSet<>(List.of(gitea(processor), "gitea"));
  }

  /**
   * Builds the image unless it is there: about two minutes; needs Debian's package mirror, so it is
   * done outside the sandbox.
   *
   * @param progress told line by line
   * @throws ToolException with the script's last lines
   */
  public MachineImage build(Consumer<String> progress) {
    Map<String, Tool> gitea = toolbox.resolve(programs(processor));
    Path kept =
        toolbox.keep(
            key(gitea), folder -> run(folder, gitea, line -> progress.accept(line.strip())));
    return new MachineImage(kept.resolve("image"));
  }

  /**
   * The image that was built.
   *
   * @throws ToolException when it was not
   */
  public MachineImage find() {
    Map<String, Tool> gitea = toolbox.find(programs(processor));
    return toolbox
        .kept(key(gitea))
        .map(folder -> new MachineImage(folder.resolve("image")))
        .orElseThrow(
            () ->
                new ToolException(
                    "pi2's image is not built yet; `mvn verify -Pdrill -Dpi2=vm` builds it, outside"
                        + " the sandbox; alone: mvn -q exec:java -Dpi2=vm -Dexec.args=tools"));
  }

  /** A running state of this very machine, if one was kept. */
  public Optional<SavedState> state(MachineImage image) {
    return toolbox.kept(stateKey(image)).map(SavedState::new).filter(SavedState::exists);
  }

  /**
   * Keeps a running state for other runs.
   *
   * @param from is moved there unless another run was first
   */
  public void keep(MachineImage image, SavedState from) {
    toolbox.keep(
        stateKey(image),
        folder -> {
          SavedState to = new SavedState(folder);
          copy(from.memory(), to.memory());
          copy(from.data(), to.data());
        });
    try {
      Trees.delete(from.folder());
    } catch (IOException e) {
      throw new ToolException("cannot remove " + from.folder() + ": " + e, e);
    }
  }

  private static void copy(Path from, Path to) {
    Shell.run(Programs.path("cp"), "--sparse=always", from.toString(), to.toString());
  }

  private void run(Path folder, Map<String, Tool> gitea, Consumer<String> progress)
      throws IOException {
    Path log = folder.resolve("build.log");
    Map<String, String> environment = new HashMap<>();
    PASSED_ON.forEach(
        name -> Optional.ofNullable(System.getenv(name)).ifPresent(v -> environment.put(name, v)));
    environment.put("HOME", folder.toString());
    ManagedProcess script =
        Spawn.of(
                "vm/build-image",
                List.of(
                    checkout.resolve("vm/build-image").toString(),
                    folder.resolve("image").toString(),
                    processor.debian(),
                    gitea.get(gitea(processor)).path().toString(),
                    gitea.get("gitea").assetsDir().orElseThrow().toString()))
            .environment(environment, null)
            .log(log)
            .start();
    Thread killer = new Thread(() -> kill(script), "image-build-end");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      follow(script, log, progress);
    } finally {
      kill(script);
      unhook(killer);
    }
    if (script.exited().join() != 0) {
      throw new ToolException(
          "building pi2's image failed:\n"
              + script.tail()
              + "\nBehind a proxy set HTTP_PROXY; another mirror: FIREDRILL_DEBIAN_MIRROR");
    }
  }

  private static void follow(ManagedProcess script, Path log, Consumer<String> progress)
      throws IOException {
    int told = 0;
    long until = System.nanoTime() + BUILD_WITHIN.toNanos();
    while (true) {
      boolean ended = ended(script);
      List<String> lines = lines(log);
      lines.subList(told, lines.size()).stream()
          .filter(line -> line.startsWith("image:"))
          .forEach(progress);
      told = lines.size();
      if (ended) {
        return;
      }
      if (System.nanoTime() > until) {
        throw new ToolException("building pi2's image took longer than " + BUILD_WITHIN);
      }
    }
  }

  /** With its children: the emulator would go on alone. Does nothing when all have ended. */
  private static void kill(ManagedProcess script) {
    ProcessHandle.of(script.pid())
        .ifPresent(p -> p.descendants().forEach(ProcessHandle::destroyForcibly));
    if (!script.exited().isDone()) {
      script.kill();
    }
  }

  private static void unhook(Thread killer) {
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException alreadyEnding) {
      // Then it runs, and finds nothing to stop.
      return;
    }
  }

  private static boolean ended(ManagedProcess script) {
    try {
      script.exited().get(500, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillBuilding) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("interrupted while building pi2's image", e);
    } catch (ExecutionException e) {
      throw new ToolException("cannot watch the build of pi2's image", e);
    }
  }

  private static List<String> lines(Path log) throws IOException {
    return Files.exists(log) ? new ArrayList<>(Files.readAllLines(log)) : List.of();
  }

  /** All that the image's content depends on, but for the day's Debian packages. */
  private String key(Map<String, Tool> gitea) {
    MessageDigest digest = sha256();
    add(digest, checkout.resolve("sandbox/gitea/app.ini"));
    for (String script : List.of("build-image", "in-tree", "make-initrd")) {
      add(digest, checkout.resolve("vm").resolve(script));
    }
    try (Stream<Path> files = Files.list(checkout.resolve("vm/guest"))) {
      files.sorted().forEach(file -> add(digest, file));
    } catch (IOException e) {
      throw new ToolException("cannot read the machine's files: " + e, e);
    }
    add(digest, gitea.get(gitea(processor)).path().toString());
    return "pi2-" + processor.debian() + "-" + text(digest);
  }

  /** A state fits only the machine type, the QEMU and the processor that made it. */
  private String stateKey(MachineImage image) {
    MessageDigest digest = sha256();
    add(digest, image.folder().toString());
    add(digest, template());
    add(digest, processor.toString());
    add(digest, Shell.run(Programs.path(processor.emulator()), "--version"));
    return "pi2-state-" + text(digest);
  }

  private static void add(MessageDigest digest, Path file) {
    try {
      digest.update(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ToolException("cannot read " + file + ": " + e, e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
