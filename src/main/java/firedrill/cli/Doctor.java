package firedrill.cli;

import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import firedrill.sandbox.process.UnpackedPackages;
import firedrill.sandbox.tool.BuildRoom;
import firedrill.sandbox.tool.GoRequirement;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Looks whether this machine can run drills in the sandbox that is chosen. Changes nothing. */
final class Doctor {
  private static final int JAVA = 17;
  private static final long GIB = 1L << 30;
  // A machine sold with 4 GiB shows less: the kernel keeps some for itself.
  private static final long MEMORY = 4 * GIB - 400 * (GIB >> 10);
  private static final long DISK = GIB;
  // MinIO's: what Go's caches and the programs take.
  private static final long SMALLEST_LAB = 4 * GIB;
  private static final Path QCOW = Path.of("/usr/include/libqcow.h");
  private final Machine machine;
  private final Path cache;
  private final Path checkout;
  private final Path reports;

  /**
   * @param checkout absolute; reports lie in it where {@code -Dfiredrill.reports} says nothing else
   */
  Doctor(Machine machine, Path cache, Path checkout) {
    this.machine = machine;
    this.cache = cache;
    this.checkout = checkout;
    String elsewhere = machine.property("firedrill.reports");
    this.reports = checkout.resolve(elsewhere == null ? "reports" : elsewhere);
  }

  List<Requirement> examine() {
    Optional<SandboxNeeds> sandbox = SandboxNeeds.of(machine.sandbox(checkout));
    Optional<Requirement> impossible = sandbox.flatMap(needs -> needs.impossible(machine));
    if (impossible.isPresent()) {
      return List.of(impossible.get());
    }
    List<Requirement> checks = new ArrayList<>();
    checks.add(java());
    if (sandbox.map(needs -> needs.buildsHere(machine)).orElse(true)) {
      checks.addAll(building());
    }
    sandbox.ifPresent(needs -> checks.addAll(needs.examine(machine, checkout)));
    checks.addAll(room());
    if (sandbox.map(needs -> needs.buildsHere(machine)).orElse(true)) {
      machine.roomToBuild().map(Doctor::roomToBuild).ifPresent(checks::add);
    }
    return checks;
  }

  private List<Requirement> room() {
    return List.of(
        memory(),
        writable(),
        disk("disk-cache", cache, "-Dfiredrill.cache=/path moves the cache"),
        disk("disk-reports", reports, "remove old runs below it"),
        reports());
  }

  /** What builds programs; a machine whose cache has them all can do without. */
  private List<Requirement> building() {
    List<Requirement> checks =
        List.of(
            go(),
            // Longhorn's engine has C in it.
            Requirement.program(machine, "gcc", "gcc libc6-dev"),
            Stream.of(QCOW, UnpackedPackages.ofMachine().file(QCOW))
                .filter(header -> machine.read(header).isPresent())
                .findFirst()
                .map(header -> Requirement.ok("libqcow", header.toString()))
                .orElseGet(() -> Requirement.notInstalled("libqcow", "libqcow-dev zlib1g-dev")));
    return checks.stream().allMatch(Requirement::ok) || machine.mustBuild()
        ? checks
        : List.of(Requirement.ok("building", "not needed: every program is there"));
  }

  /** Which programs the drills want is known later; less than this is too little for any lab. */
  private static Requirement roomToBuild(BuildRoom room) {
    String detail =
        "%s free at %s; building the programs takes up to %s more, all of them, once"
            .formatted(gib(room.free()), room.folder(), gib(room.needed()));
    return room.free() >= Math.min(room.needed(), SMALLEST_LAB)
        ? Requirement.ok("disk-build", detail)
        : Requirement.missing("disk-build", detail, BuildRoom.REMEDY);
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

  /** Known before anything is built: evidence that cannot be kept is lost at the end. */
  private Requirement reports() {
    return machine.isWritable(reports)
        ? Requirement.ok("reports", reports.toString())
        : Requirement.missing(
            "reports",
            reports + " cannot be written to",
            "give it to the user who runs drills, or choose another folder with"
                + " -Dfiredrill.reports=/path");
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
