package firedrill.sandbox.vm;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.guard.GuardRefusal;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A libvirt daemon of this run alone, inside the lab's namespaces: its machines reach the lab's
 * bridge and nothing else, and the kernel ends them with the lab's first process, whatever happens
 * to this JVM.
 *
 * <p>It runs as another user than 0 in a nested user namespace: as 0 it would set supplementary
 * groups, which the kernel forbids there (libvirt 9.0, virSetUIDGID). To clients inside, who are 0,
 * it appears at the path of the system's daemon; {@code /run} is private to the lab, so no daemon
 * of the host can be meant.
 */
final class LibvirtDaemon implements AutoCloseable {

  /** What {@link Hypervisor#connect} is to be given. */
  public static final String URI = "qemu:///session";

  private static final Path WELL_KNOWN = Path.of("/run/libvirt/libvirt-sock");
  private static final String SETTINGS =
      """
      security_driver = "none"
      namespaces = [ ]
      cgroup_controllers = [ ]
      stdio_handler = "file"
      """;

  private final ManagedProcess process;

  private LibvirtDaemon(ManagedProcess process) {
    this.process = process;
  }

  /**
   * Starts it; returns when it accepts connections.
   *
   * @param isolated whether this JVM is inside a lab's own namespaces, as its sandbox knows
   * @param folder its own, short and inside the lab's private {@code /run}
   * @param cache kept between runs: what it found out about QEMU takes four seconds to find out
   * @throws GuardRefusal outside them
   */
  public static LibvirtDaemon start(boolean isolated, Path folder, Path cache, Path log) {
    if (!isolated || !folder.startsWith("/run/firedrill")) {
      throw new GuardRefusal(
          "a libvirt daemon at " + folder,
          "this JVM runs outside the sandbox's namespaces",
          "run drills by `mvn verify -Pdrill`");
    }
    try {
      Path config = Files.createDirectories(folder.resolve("config/libvirt"));
      Files.writeString(config.resolve("qemu.conf"), SETTINGS);
      Path run = Files.createDirectories(folder.resolve("run"));
      Files.createDirectories(cache);
      ManagedProcess process = spawn(folder, cache, run, log);
      Path socket = run.resolve("libvirt/libvirt-sock");
      Awaitility.await("libvirt's daemon")
          .atMost(ofSeconds(30))
          .pollDelay(ofMillis(0))
          .pollInterval(ofMillis(20))
          .failFast(process::requireAlive)
          .until(() -> Files.exists(socket));
      Files.createDirectories(WELL_KNOWN.getParent());
      Files.deleteIfExists(WELL_KNOWN);
      Files.createSymbolicLink(WELL_KNOWN, socket);
      return new LibvirtDaemon(process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start libvirt's daemon in " + folder, e);
    }
  }

  private static ManagedProcess spawn(Path folder, Path cache, Path run, Path log) {
    return Spawn.of(
            "libvirtd",
            List.of(
                Programs.path("env"),
                "HOME=" + folder,
                "XDG_RUNTIME_DIR=" + run,
                "XDG_CONFIG_HOME=" + folder.resolve("config"),
                "XDG_CACHE_HOME=" + cache,
                "XDG_DATA_HOME=" + folder.resolve("data"),
                Programs.path("unshare"),
                "--user",
                "--map-user=65534",
                "--map-group=65534",
                "--",
                Programs.path("libvirtd")))
        .temporary(folder)
        .log(log)
        .start();
  }

  public void requireAlive() {
    process.requireAlive();
  }

  @Override
  public void close() {
    process.stop(ofSeconds(5));
  }
}
