package firedrill.sandbox.local.machine;

import firedrill.sandbox.Pi2;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import firedrill.sandbox.process.UnpackedPackages;
import firedrill.sandbox.vm.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What labs in namespaces need of this machine: the kernel's leave, devices and programs. */
public final class LocalNeeds implements SandboxNeeds {

  public static final String KIND = "local";

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

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean isDefault() {
    return true;
  }

  @Override
  public Optional<Requirement> impossible(Machine machine) {
    String os = machine.property("os.name");
    return "Linux".equals(os)
        ? Optional.empty()
        : Optional.of(
            Requirement.missing(
                "operating-system", os + " has no Linux namespaces", SandboxNeeds.offers()));
  }

  @Override
  public List<Requirement> examine(Machine machine, Path checkout) {
    List<Requirement> needs = new ArrayList<>();
    PROGRAMS.forEach((program, debian) -> needs.add(Requirement.program(machine, program, debian)));
    if (machine.find("unshare").isPresent()) {
      needs.add(new NamespaceCheck(machine).examine());
    }
    needs.add(device(machine, "dev-fuse", FUSE, "fuse"));
    needs.add(libvirt(machine));
    needs.add(ofTests(machine, "qemu-img", "on images of its making", "qemu-utils"));
    needs.add(ofTests(machine, "jq", "of the runbook's own jq", "jq"));
    needs.add(dumps(machine));
    needs.addAll(virtualMachine(machine));
    return needs;
  }

  /** libvirt's client alone has the test driver that some unit tests run on. */
  private static Requirement libvirt(Machine machine) {
    return Stream.concat(LIBVIRT.stream(), LIBVIRT.stream().map(UnpackedPackages.ofMachine()::file))
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

  /** PostgreSQL's clients are in no archive beside its server. */
  private static Requirement dumps(Machine machine) {
    return machine
        .find("pg_dump")
        .map(path -> Requirement.ok("pg_dump", path.toString()))
        .orElseGet(
            () ->
                Requirement.optional(
                    "pg_dump",
                    "optional: without it backup-verify dumps no database, and replicas-cut has none: postgresql-client",
                    "postgresql-client"));
  }

  /** What some unit tests run. */
  private static Requirement ofTests(Machine machine, String program, String tests, String debian) {
    return machine
        .find(program)
        .map(path -> Requirement.ok(program, path.toString()))
        .orElseGet(
            () ->
                Requirement.optional(
                    program,
                    "optional: without it unit tests " + tests + " are skipped: " + debian,
                    debian));
  }

  /** Asked for with {@code -Dpi2=vm}; otherwise a hint that is never missing. */
  private static List<Requirement> virtualMachine(Machine machine) {
    List<Requirement> needed = new ArrayList<>();
    Processor.emulatorPackage(Optional.ofNullable(machine.property("pi2.arch")).orElse("arm64"))
        .forEach((program, debian) -> needed.add(Requirement.program(machine, program, debian)));
    MACHINE.forEach((program, debian) -> needed.add(Requirement.program(machine, program, debian)));
    if (Pi2.of(machine.property("pi2")) == Pi2.VM) {
      needed.add(device(machine, "dev-net-tun", TUN, "tun"));
      return needed;
    }
    String absent =
        needed.stream()
            .filter(need -> !need.ok())
            .flatMap(need -> need.debianPackage().stream())
            .distinct()
            .collect(Collectors.joining(" "));
    return List.of(
        Requirement.ok(
            "pi2",
            absent.isEmpty()
                ? "a process; -Dpi2=vm would find all it needs"
                : "a process; for -Dpi2=vm: sudo apt-get install -y --no-install-recommends "
                    + absent));
  }

  /** A character device that the user must be able to open. */
  private static Requirement device(Machine machine, String id, Path file, String module) {
    try {
      machine.open(file);
      return Requirement.ok(id, file + " can be opened");
    } catch (java.nio.file.NoSuchFileException e) {
      return Requirement.missing(
          id,
          file + " is not there",
          "sudo modprobe " + module + "; in a container start it with --device " + file + orElse());
    } catch (java.nio.file.AccessDeniedException e) {
      return Requirement.missing(
          id, file + " is not yours to open", "sudo chmod 0666 " + file + orElse());
    } catch (IOException e) {
      return Requirement.missing(
          id,
          file + ": " + e.getMessage(),
          "sudo modprobe "
              + module
              + "; in a container allow the device: --device "
              + file
              + orElse());
    }
  }

  private static String orElse() {
    return "; or else: " + SandboxNeeds.offers();
  }
}
