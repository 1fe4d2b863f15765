package firedrill.sandbox.vm;

import firedrill.sandbox.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What the machine's processor is. Where the host has the same, hardware virtualisation is used;
 * else it is emulated, with the model that was fastest: {@code cortex-a72} is what a Raspberry Pi 4
 * has, and {@code max} would emulate pointer authentication at three times the cost.
 *
 * @param debian Debian's name of the architecture
 * @param accelerated whether the host's own processor runs it
 */
public record Processor(String debian, boolean accelerated) {

  private static final Path KVM = Path.of("/dev/kvm");

  /** {@code -Dpi2.arch}: {@code arm64} as the real one, {@code amd64} for speed on such a host. */
  public static String architecture() {
    return System.getProperty("pi2.arch", "arm64");
  }

  /** The program of QEMU that a machine of this architecture needs, in the Debian package given. */
  public static Map<String, String> emulatorPackage(String architecture) {
    return architecture.equals("amd64")
        ? Map.of("qemu-system-x86_64", "qemu-system-x86")
        : Map.of("qemu-system-aarch64", "qemu-system-arm");
  }

  /**
   * @param architecture {@code arm64} or {@code amd64}
   */
  public static Processor of(String architecture) {
    if (!architecture.equals("arm64") && !architecture.equals("amd64")) {
      throw new IllegalArgumentException(
          "no virtual machine of architecture '" + architecture + "'; use arm64 or amd64");
    }
    boolean same = architecture.equals(host());
    return new Processor(architecture, same && Files.isReadable(KVM) && Files.isWritable(KVM));
  }

  private static String host() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return arch.equals("aarch64") ? "arm64" : arch;
  }

  private boolean arm() {
    return debian.equals("arm64");
  }

  /** Program of QEMU. */
  String emulator() {
    return arm() ? "qemu-system-aarch64" : "qemu-system-x86_64";
  }

  Map<String, String> elements() {
    String model =
        accelerated
            ? "<cpu mode='host-passthrough'/>"
            : arm()
                ? "<cpu mode='custom' match='exact'><model fallback='forbid'>cortex-a72</model></cpu>"
                : "<cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model></cpu>";
    String features = arm() ? "<gic version='" + (accelerated ? "host" : "2") + "'/>" : "<acpi/>";
    return Map.of("cpu", model, "features", features);
  }

  Map<String, String> values() {
    return Map.of(
        "type",
        accelerated ? "kvm" : "qemu",
        "arch",
        arm() ? "aarch64" : "x86_64",
        "machine",
        arm() ? "virt-7.2" : "pc-q35-7.2",
        "console",
        arm() ? "ttyAMA0" : "ttyS0",
        "emulator",
        Programs.path(emulator()));
  }
}
