package firedrill.cli;

import firedrill.sandbox.Pi2;
import firedrill.sandbox.process.UnpackedPackages;
import firedrill.sandbox.tool.GoRequirement;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.vm.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Looks whether this machine can hold a local sandbox. Changes nothing. */
final class Doctor {
  private static final int JAVA = 17;
  private static final long GIB = 1L << 30;
  // A machine sold with 4 GiB shows less: the kernel keeps some for itself.
  private static final long MEMORY = 4 * GIB - 400 * (GIB >> 10);
  private static final long DISK = GIB;
  private static final Path QCOW = Path.of("/usr/include/libqcow.h");
  private static final Path FUSE = Path.of("/dev/fuse");

  /** The virtual machine's network card. */
  private static final Path TUN = Path.of("/dev/net/tun");

  /** Where Debian and others keep libvirt's client library. */
  private static final List<Path> LIBVIRT =
      Stream.of("x86_64-linux-gnu/", "aarch64-linux-gnu/", "", "../lib64/")
          .map(folder -> Path.of("/usr/lib/" + folder + "libvirt.so.0").normalize())
          .toList();

  /** Programs of the local sandbox and the Debian packages they come in. */
  private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

  static {
    PROGRAMS.put("git", "git");
    PROGRAMS.put("unshare", "util-linux");
    PROGRAMS.put("nsenter", "util-linux");
    PROGRAMS.put("setpriv", "util-linux");
    PROGRAMS.put("ip", "iproute2");
    PROGRAMS.put("nft", "nftables");
    PROGRAMS.put("nbdkit", "nbdkit");
    PROGRAMS.put("nbdfuse", "libnbd-bin");
    PROGRAMS.put("fuse2fs", "fuse2fs");
    PROGRAMS.put("fusermount3", "fuse3");
    PROGRAMS.put("mkfs.ext4", "e2fsprogs");
    PROGRAMS.put("e2fsck", "e2fsprogs");
    PROGRAMS.put("debugfs", "e2fsprogs");
  }

  /** What pi2 as a virtual machine needs as well. */
  private static final Map<String, String> MACHINE = new LinkedHashMap<>();

  static {
    MACHINE.put("libvirtd", "libvirt-daemon libvirt-daemon-driver-qemu");
    MACHINE.put("mmdebstrap", "mmdebstrap");
    MACHINE.put("fakechroot", "fakechroot");
    MACHINE.put("fakeroot", "fakeroot");
    MACHINE.put("cpio", "cpio");
    MACHINE.put("busybox", "busybox-static");
    MACHINE.put("dpkg-deb", "dpkg");
  }

  private final Machine machine;
  private final Path cache;
  private final Path reports;

  Doctor(Machine machine, Path cache, Path reports) {
    this.machine = machine;
    this.cache = cache;
    this.reports = reports;
  }

  List<Requirement> examine() {
    Path checkout = reports.toAbsolutePath().getParent();
    if (machine.sandbox(checkout).equals("container")) {
      return container(checkout);
    }
    String os = machine.property("os.name");
    if (!"Linux".equals(os)) {
      return List.of(
          Requirement.missing(
              "operating-system", os + " has no Linux namespaces", ContainerRequirements.OFFER));
    }
    List<Requirement> checks = new ArrayList<>();
    checks.add(java());
    checks.addAll(building());
    PROGRAMS.forEach((program, debian) -> checks.add(program(program, debian)));
    if (machine.find("unshare").isPresent()) {
      checks.add(new NamespaceCheck(machine).examine());
    }
    checks.add(device("dev-fuse", FUSE, "fuse"));
    checks.addAll(room());
    checks.add(libvirt());
    checks.add(qemuImg());
    checks.addAll(virtualMachine());
    return checks;
  }

  private List<Requirement> container(Path checkout) {
    List<Requirement> checks = new ArrayList<>();
    checks.add(java());
    checks.add(new ContainerRequirements(machine, checkout).engine());
    // Elsewhere programs are built in a container as well.
    if ("Linux".equals(machine.property("os.name"))) {
      checks.add(program("git", "git"));
      checks.addAll(building());
    }
    checks.addAll(room());
    return checks;
  }

  private List<Requirement> room() {
    return List.of(
        memory(),
        writable(),
        disk("disk-cache", cache, "-Dfiredrill.cache=/path moves the cache"),
        disk("disk-reports", reports, "remove old runs below it"));
  }

  /** What builds programs; a machine whose cache has them all can do without. */
  private List<Requirement> building() {
    List<Requirement> checks =
        List.of(
            go(),
            // Longhorn's engine has C in it.
            program("gcc", "gcc libc6-dev"),
            Stream.of(QCOW, unpacked(QCOW))
                .filter(header -> machine.read(header).isPresent())
                .findFirst()
                .map(header -> Requirement.ok("libqcow", header.toString()))
                .orElseGet(() -> Requirement.notInstalled("libqcow", "libqcow-dev zlib1g-dev")));
    return checks.stream().allMatch(Requirement::ok) || machine.mustBuild()
        ? checks
        : List.of(Requirement.ok("building", "not needed: every program is there"));
  }

  /** libvirt's client alone has the test driver that some unit tests run on. */
  private Requirement libvirt() {
    return Stream.concat(LIBVIRT.stream(), LIBVIRT.stream().map(Doctor::unpacked))
        .filter(machine::exists)
        .findFirst()
        .map(library -> Requirement.ok("libvirt", library.toString()))
        .orElseGet(
            () ->
                Requirement.optional(
                    "libvirt",
                    "optional: without it unit tests on its test driver are skipped: libvirt0",
                    "libvirt0"));
  }

  private static Path unpacked(Path file) {
    return UnpackedPackages.ofMachine().root().resolve(Path.of("/").relativize(file));
  }

  /** What some unit tests make disk images with. */
  private Requirement qemuImg() {
    return machine
        .find("qemu-img")
        .map(path -> Requirement.ok("qemu-img", path.toString()))
        .orElseGet(
            () ->
                Requirement.optional(
                    "qemu-img",
                    "optional: without it unit tests on images of its making are skipped:"
                        + " qemu-utils",
                    "qemu-utils"));
  }

  /** Asked for with {@code -Dpi2=vm}; otherwise a hint that is never missing. */
  private List<Requirement> virtualMachine() {
    List<Requirement> needed = new ArrayList<>();
    Processor.emulatorPackage(Optional.ofNullable(machine.property("pi2.arch")).orElse("arm64"))
        .forEach((program, debian) -> needed.add(program(program, debian)));
    MACHINE.forEach((program, debian) -> needed.add(program(program, debian)));
    if (Pi2.of(machine.property("pi2")) == Pi2.VM) {
      needed.add(device("dev-net-tun", TUN, "tun"));
      return needed;
    }
    String absent = Diagnosis.packages(needed);
    return List.of(
        Requirement.ok(
            "pi2",
            absent.isEmpty()
                ? "a process; -Dpi2=vm would find all it needs"
                : "a process; for -Dpi2=vm: sudo apt-get install -y --no-install-recommends "
                    + absent));
  }

  private Requirement java() {
    String version = machine.property("java.version");
    int feature =
        Integer.parseInt(machine.property("java.specification.version").split("\\.", -1)[0]);
    return feature >= JAVA
        ? Requirement.ok("jdk", version)
        : Requirement.missing(
            "jdk", version + " is too old", "install JDK " + JAVA + " or newer and set JAVA_HOME");
  }

  private Requirement go() {
    Optional<Path> go = machine.find("go");
    if (go.isEmpty()) {
      return Requirement.missing("go", "not on PATH", GoRequirement.remedy());
    }
    try {
      String version = machine.run(List.of(go.get().toString(), "env", "GOVERSION")).out().strip();
      return GoRequirement.isMetBy(version)
          ? Requirement.ok("go", version)
          : Requirement.missing("go", go.get() + " is " + version, GoRequirement.remedy());
    } catch (IOException | TimeoutException e) {
      return Requirement.missing("go", go.get() + ": " + e.getMessage(), GoRequirement.remedy());
    }
  }

  private Requirement program(String program, String debian) {
    return machine
        .find(program)
        .map(path -> Requirement.ok(program, path.toString()))
        .orElseGet(() -> Requirement.notInstalled(program, debian));
  }

  /** A character device that the user must be able to open. */
  private Requirement device(String id, Path file, String module) {
    try {
      machine.open(file);
      return Requirement.ok(id, file + " can be opened");
    } catch (java.nio.file.NoSuchFileException e) {
      return Requirement.missing(
          id,
          file + " is not there",
          "sudo modprobe " + module + "; in a container start it with --device " + file);
    } catch (java.nio.file.AccessDeniedException e) {
      return Requirement.missing(id, file + " is not yours to open", "sudo chmod 0666 " + file);
    } catch (IOException e) {
      return Requirement.missing(
          id,
          file + ": " + e.getMessage(),
          "sudo modprobe " + module + "; in a container allow the device: --device " + file);
    }
  }

  private Requirement memory() {
    long bytes = machine.memory();
    return bytes >= MEMORY
        ? Requirement.ok("memory", gib(bytes))
        : Requirement.missing("memory", gib(bytes), "a lab needs 4 GiB; use a bigger machine");
  }

  private Requirement writable() {
    try {
      machine.openCache();
      return Requirement.ok("cache", cache.toString());
    } catch (ToolException e) {
      return Requirement.missing("cache", cache + " cannot be used", e.getMessage());
    }
  }

  private Requirement disk(String id, Path folder, String remedy) {
    try {
      long free = machine.free(folder);
      return free >= DISK
          ? Requirement.ok(id, gib(free) + " free at " + folder)
          : Requirement.missing(
              id, gib(free) + " free at " + folder, "free at least " + gib(DISK) + "; " + remedy);
    } catch (IOException e) {
      return Requirement.missing(id, folder + ": " + e, remedy);
    }
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
  }
}
