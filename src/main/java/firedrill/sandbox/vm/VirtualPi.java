package firedrill.sandbox.vm;

import firedrill.files.Attempts;
import firedrill.guard.Guard;
import firedrill.guard.GuardRefusal;
import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.sandbox.process.WriteCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * pi2 as a virtual machine, with a plug that can be pulled. Its system disk is read-only; its data
 * disk is a raw file of this run behind a write cache. At most one in a lab.
 *
 * <p>Raw files rather than qcow2 overlays: the system disk is never written and needs none, and the
 * data disk's copy is sparse, some 60 MiB and well under a second. An overlay would put the tables
 * of qcow2 behind the write cache as well, and a cut could then damage what no real disk has.
 */
public final class VirtualPi implements AutoCloseable {

  private static final String NAME = Topology.PI2;

  /** Fixed, so that a saved state and a fresh domain are the same machine. */
  private static final String UUID = "77f17ed1-11d0-4a2b-9f6e-7069320a4d02";

  private static final int MEMORY_MIB = 1024;
  private static final Path FOLDER = Path.of("/run/firedrill/vm");
  private static final Duration START_WITHIN = Duration.ofSeconds(30);

  private final Settings settings;
  private final LibvirtDaemon daemon;
  private final Hypervisor hypervisor;
  private final Path data;
  private WriteCache cache;
  private VirtualMachine machine;

  /**
   * What it is made of.
   *
   * @param isolated whether this JVM is inside the lab's own namespaces
   * @param directory of the lab: data disk and logs
   * @param libvirtCache kept between runs
   * @param template {@code vm/domain.xml}
   * @param tap a card on the lab's bridge that user 0 of the lab may open
   * @param address with prefix length
   * @param routes gateways by network, for example {@code 10.42.1.0/24} by way of {@code
   *     10.77.0.11}
   */
  public record Settings(
      boolean isolated,
      Path directory,
      Path libvirtCache,
      MachineImage image,
      Path template,
      Processor processor,
      String tap,
      String address,
      Map<String, String> routes) {}

  private VirtualPi(Settings settings, LibvirtDaemon daemon, Hypervisor hypervisor) {
    this.settings = settings;
    this.daemon = daemon;
    this.hypervisor = hypervisor;
    this.data = settings.directory().resolve("pi2-vm.raw");
  }

  /** Starts the hypervisor; the machine itself is off. */
  public static VirtualPi prepare(Settings settings, Guard guard) {
    try {
      Files.createDirectories(FOLDER);
      Files.createDirectories(settings.directory().resolve("pi2-logs"));
      for (String file : List.of("kernel", "initrd", "root.raw")) {
        link(FOLDER.resolve(file), settings.image().folder().resolve(file));
      }
      link(FOLDER.resolve("logs"), settings.directory().resolve("pi2-logs"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + FOLDER, e);
    }
    LibvirtDaemon daemon =
        LibvirtDaemon.start(
            settings.isolated(), FOLDER, settings.libvirtCache(), log(settings, "libvirtd.log"));
    return new VirtualPi(settings, daemon, Hypervisor.connect(LibvirtDaemon.URI, guard));
  }

  /**
   * Boots it from its data disk, or from the image's when it has none yet.
   *
   * @param options what differs from the usual, for the guest's {@code drill.<name>=<value>}
   */
  public synchronized void boot(Map<String, String> options) {
    if (isRunning()) {
      return;
    }
    daemon.requireAlive();
    if (!Files.exists(data)) {
      copy(settings.image().data(), data);
    }
    plugDisk();
    machine = hypervisor.create(NAME, xml(options));
    machine.await(Lifecycle.STARTED, START_WITHIN);
  }

  /** Goes on from a saved state instead of booting; only when it never ran in this lab. */
  public synchronized void resume(SavedState state) {
    if (Files.exists(data)) {
      throw new HypervisorException(
          "a machine that has run boots from its own disk; a saved state would bring the disk of"
              + " another moment");
    }
    daemon.requireAlive();
    copy(state.data(), data);
    plugDisk();
    machine = hypervisor.restore(NAME, state.memory());
    machine.await(Lifecycle.STARTED, START_WITHIN);
    machine.setClock(Instant.now());
  }

  /** Keeps its running state and disk for other runs, and goes on. */
  public synchronized void save(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SavedState state = new SavedState(folder);
    machine.save(state.memory());
    // QEMU has flushed its disks at the end of the save.
    cache.stop();
    copy(data, state.data());
    plugDisk();
    machine = hypervisor.restore(NAME, state.memory());
    machine.await(Lifecycle.STARTED, START_WITHIN);
    machine.setClock(Instant.now());
  }

  /** Makes durable what the guest has written and not flushed. */
  public synchronized void flush() {
    machine.flush();
  }

  /**
   * Runs a program of the machine's, as its root.
   *
   * @return what it wrote
   * @throws HypervisorException when it does not end well within 20 s
   */
  public synchronized String run(String program, List<String> arguments) {
    requireOurs();
    return machine.run(program, arguments);
  }

  /** The plug is pulled: what the write cache holds is lost, then the memory. */
  public synchronized void cut() {
    if (cache != null) {
      // First: at its end QEMU flushes its disks, and the flush must not get through.
      cache.kill();
      cache = null;
    }
    if (machine != null) {
      machine.destroy();
      machine = null;
    }
  }

  /** The machine stops, the disk keeps what was written to it. */
  public synchronized void crash() {
    if (machine != null) {
      machine.destroy();
      machine = null;
    }
    if (cache != null) {
      cache.stop();
      cache = null;
    }
  }

  /**
   * Whether what runs is the machine that this run started.
   *
   * @throws firedrill.guard.GuardRefusal when it is off or carries another mark
   */
  public synchronized void requireOurs() {
    if (machine == null) {
      throw new GuardRefusal("the virtual machine " + NAME, "it is off", "power its node first");
    }
    machine.requireOurs();
  }

  public synchronized boolean isRunning() {
    return machine != null && machine.isRunning();
  }

  /** What the guest said on its console, since it was first powered. */
  public Path console() {
    return log(settings, "pi2-vm-console.log");
  }

  private void plugDisk() {
    cache =
        WriteCache.start(
            "pi2's data disk",
            data,
            FOLDER.resolve("data.sock"),
            settings.directory(),
            log(settings, "pi2-vm-disk.log"));
  }

  private String xml(Map<String, String> options) {
    Map<String, String> elements = new HashMap<>(settings.processor().elements());
    elements.put("mark", hypervisor.mark());
    Map<String, String> values = new HashMap<>(settings.processor().values());
    values.put("uuid", UUID);
    values.put("memory", Integer.toString(MEMORY_MIB));
    values.put("folder", FOLDER.toString());
    values.put("tap", settings.tap());
    values.put("address", settings.address());
    values.put(
        "routes",
        settings.routes().entrySet().stream()
            .map(e -> e.getKey() + "@" + e.getValue())
            .sorted()
            .collect(Collectors.joining(",")));
    values.put(
        "options",
        options.entrySet().stream()
            .map(e -> "drill." + e.getKey() + "=" + e.getValue())
            .sorted()
            .collect(Collectors.joining(" ")));
    return DomainTemplate.read(settings.template()).fill(elements, values);
  }

  private static Path log(Settings settings, String name) {
    return settings.directory().resolve("pi2-logs").resolve(name);
  }

  private static void link(Path at, Path to) throws IOException {
    Files.deleteIfExists(at);
    Files.createSymbolicLink(at, to.toAbsolutePath());
  }

  /** Holes stay holes: a disk of 2 GiB holds some tens of MiB. */
  private static void copy(Path from, Path to) {
    Shell.run(
        Programs.path("cp"), "--sparse=always", "--reflink=auto", from.toString(), to.toString());
  }

  @Override
  public void close() {
    Attempts.all(
        "cannot end the machine of pi2", List.of(this::cut, hypervisor::close, daemon::close));
  }
}
