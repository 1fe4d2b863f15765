package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.guard.GuardRefusal;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.tool.BuildRoom;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private final FakeMachine machine = new FakeMachine();

  private List<Requirement> checks() {
    return new Doctor(machine, Path.of("/cache"), Path.of("/checkout")).examine();
  }

  private String full() {
    return Diagnosis.full(checks(), true);
  }

  private String summary() {
    return Diagnosis.summary(checks(), true);
  }

  @Test
  void aGoodMachineIsOneLineWhenQuiet() {
    assertThat(summary().lines()).singleElement().asString().contains("can run drills");
  }

  @Test
  void aGoodMachineIsOneLinePerCheckOtherwise() {
    assertThat(full().lines()).hasSize(checks().size() + 1);
    assertThat(checks()).allMatch(Requirement::ok);
  }

  @Test
  void allMissingPackagesAreInstalledByOneLine() {
    machine.absent.addAll(Set.of("ip", "nft", "nbdfuse", "mkfs.ext4", "e2fsck"));
    assertThat(summary())
        .contains("sudo apt-get install -y iproute2 nftables libnbd-bin e2fsprogs\n")
        .contains("5 missing");
  }

  @Test
  void whatLonghornsCodeInCNeedsIsNamed() {
    machine.absent.add("gcc");
    machine.files.clear();
    assertThat(summary()).contains("apt-get install -y gcc libc6-dev libqcow-dev zlib1g-dev\n");
  }

  @Test
  void everythingThatIsWrongIsInOneMessage() {
    machine.absent.addAll(Set.of("go", "fuse2fs"));
    machine.fuse = new AccessDeniedException("/dev/fuse");
    machine.memory = 1L << 30;
    machine.namespaces = new Command.Result(1, "", "unshare: Operation not permitted");
    assertThat(summary())
        .contains("https://go.dev/dl/")
        .contains("apt-get install -y fuse2fs")
        .contains("sudo chmod 0666 /dev/fuse")
        .contains("1.0 GiB")
        .contains("Operation not permitted")
        .contains("-Dsandbox=container");
  }

  @Test
  void reportsThatCannotBeKeptAreKnownBeforeTheDrills() {
    machine.readOnly = Path.of("/checkout/reports");
    assertThat(summary())
        .contains("/checkout/reports cannot be written to")
        .contains("-Dfiredrill.reports=/path");
  }

  @Test
  void theFolderThatIsLookedAtIsTheOneThatReportsGoTo() {
    machine.properties.put("firedrill.reports", "/kept");
    machine.readOnly = Path.of("/kept");
    assertThat(summary()).contains("/kept cannot be written to");
    machine.readOnly = Path.of("/checkout/reports");
    assertThat(summary()).contains("can run drills");
  }

  @Test
  void theSettingThatForbidsNamespacesIsNamed() {
    machine.namespaces = new Command.Result(1, "", "unshare: Operation not permitted");
    for (Map.Entry<String, String> setting :
        Map.of(
                "kernel.unprivileged_userns_clone", "0",
                "kernel.apparmor_restrict_unprivileged_userns", "1",
                "user.max_user_namespaces", "0")
            .entrySet()) {
      machine.files.clear();
      machine.files.put(
          Path.of("/proc/sys", setting.getKey().replace('.', '/')), setting.getValue());
      assertThat(summary()).contains("sudo sysctl -w " + setting.getKey() + "=");
    }
  }

  @Test
  void aContainerIsToldHowToBeStarted() {
    machine.namespaces = new Command.Result(1, "", "unshare: Operation not permitted");
    machine.files.put(Path.of("/.dockerenv"), "");
    assertThat(summary()).contains("--privileged").contains("seccomp=unconfined");
  }

  @Test
  void anOldGoIsNamedWithTheVersionNeeded() {
    machine.go = "go1.19.8";
    assertThat(summary()).contains("go1.19.8").contains("1.26").contains("https://go.dev/dl/");
  }

  @Test
  void aFullCacheNeedsNeitherGoNorACompiler() {
    machine.absent.addAll(Set.of("go", "gcc"));
    machine.files.clear();
    assertThat(summary()).contains("3 missing");
    machine.mustBuild = false;
    assertThat(summary()).contains("can run drills");
    assertThat(full()).contains("not needed: every program is there");
  }

  @Test
  void aDiskOnWhichNoLabsProgramsCanBeBuiltIsTooSmall() {
    machine.room = new BuildRoom(Path.of("/go"), 5L << 30, 30L << 30);
    assertThat(full())
        .contains("ok       disk-build        5.0 GiB free at /go; ")
        .contains("takes up to 30.0 GiB more");
    machine.room = new BuildRoom(Path.of("/go"), 3L << 30, 30L << 30);
    assertThat(summary()).contains("missing  disk-build").contains("GOMODCACHE");
    machine.room = new BuildRoom(Path.of("/go"), 3L << 30, 2L << 30);
    assertThat(summary()).contains("can run drills");
  }

  @Test
  void anOldJavaIsNamed() {
    machine.properties.putAll(Map.of("java.specification.version", "11", "java.version", "11.0.2"));
    assertThat(summary()).contains("11.0.2 is too old").contains("JDK 17");
  }

  @Test
  void aMissingFuseDeviceIsExplained() {
    machine.fuse = new NoSuchFileException("/dev/fuse");
    assertThat(summary()).contains("modprobe fuse").contains("--device /dev/fuse");
  }

  @Test
  void aFullDiskIsNamedWithItsFolder() {
    machine.free = 100L << 20;
    assertThat(summary())
        .contains("0.1 GiB free at /cache")
        .contains("0.1 GiB free at /checkout/reports");
  }

  @Test
  void aCacheThatCannotBeOpenedIsMissing() {
    machine.cache = new ToolException("the cache directory /cache cannot be written; do this");
    assertThat(summary()).contains("do this");
  }

  @Test
  void aVirtualMachinesPackagesAreOnlyAHintUnlessOneIsAskedFor() {
    machine.absent.addAll(Set.of("qemu-system-aarch64", "libvirtd", "mmdebstrap"));
    assertThat(summary()).contains("can run drills").doesNotContain("libvirt");
    assertThat(full())
        .contains(
            "for -Dpi2=vm: sudo apt-get install -y --no-install-recommends qemu-system-arm"
                + " libvirt-daemon libvirt-daemon-driver-qemu mmdebstrap\n");
  }

  @Test
  void aVirtualMachinesPackagesAreNamedInOneLineWhenOneIsAskedFor() {
    machine.properties.put("pi2", "vm");
    assertThat(summary()).contains("can run drills");
    machine.absent.addAll(Set.of("qemu-system-aarch64", "libvirtd", "mmdebstrap"));
    assertThat(summary())
        .contains("3 missing")
        .contains(
            "apt-get install -y qemu-system-arm libvirt-daemon libvirt-daemon-driver-qemu"
                + " mmdebstrap\n");
  }

  @Test
  void libvirtsLibraryIsGoodToHaveAndNeverMissing() {
    assertThat(summary()).contains("can run drills");
    assertThat(Diagnosis.packages(checks())).isEmpty();
    assertThat(Diagnosis.wantedPackages(checks())).isEqualTo("libvirt0");
    assertThat(full()).contains("unit tests on its test driver are skipped: libvirt0");
    machine.files.put(Path.of("/usr/lib/aarch64-linux-gnu/libvirt.so.0"), "");
    assertThat(Diagnosis.wantedPackages(checks())).isEmpty();
  }

  @Test
  void macOsIsSentToTheOtherSandbox() {
    machine.properties.put("os.name", "Mac OS X");
    assertThat(summary())
        .contains("Mac OS X")
        .contains("-Dsandbox=container")
        .doesNotContain("apt-get");
  }

  @Test
  void aContainerNeedsAnEngineAndNoneOfTheSandboxesPrograms() {
    machine.sandbox = "container";
    machine.absent.addAll(Set.of("unshare", "nbdkit", "nft"));
    machine.namespaces = new Command.Result(1, "", "unshare: Operation not permitted");
    machine.fuse = new NoSuchFileException("/dev/fuse");
    assertThat(summary()).contains("can run drills");
    assertThat(full()).contains("docker --host unix:///run/docker.sock");
    machine.engine = new Command.Result(1, "", "neither Docker nor Podman answers here");
    assertThat(summary()).contains("1 missing").contains("neither Docker nor Podman");
  }

  @Test
  void aContainerOnAMacNeedsNoGo() {
    machine.sandbox = "container";
    machine.properties.put("os.name", "Mac OS X");
    machine.absent.addAll(Set.of("go", "gcc", "git"));
    assertThat(summary()).contains("can run drills");
  }

  @Test
  void withoutAptTheContainerIsOffered() {
    machine.absent.add("nbdkit");
    assertThat(Diagnosis.summary(checks(), false))
        .contains("install what Debian calls: nbdkit")
        .contains("-Dsandbox=container");
  }

  static final class FakeMachine implements Machine {
    final Map<String, String> properties =
        new HashMap<>(
            Map.of(
                "os.name", "Linux",
                "java.version", "17.0.15",
                "java.specification.version", "17"));
    final Set<String> absent = new HashSet<>();
    final Map<Path, String> files =
        new HashMap<>(Map.of(Path.of("/usr/include/libqcow.h"), "/* C */"));
    String sandbox = "local";
    Command.Result engine = new Command.Result(0, "docker\n--host\nunix:///run/docker.sock\n", "");
    Command.Result namespaces = new Command.Result(0, "", "");
    String go = "go1.26.8";
    boolean mustBuild = true;
    IOException fuse;
    ToolException cache;
    GuardRefusal refusal;
    BuildRoom room;
    long memory = 8L << 30;
    long free = 50L << 30;
    Path readOnly = Path.of("/elsewhere");

    @Override
    public String property(String name) {
      return properties.get(name);
    }

    @Override
    public String sandbox(Path checkout) {
      if (refusal != null) {
        throw refusal;
      }
      return sandbox;
    }

    @Override
    public Optional<Path> find(String program) {
      return absent.contains(program) ? Optional.empty() : Optional.of(Path.of("/bin", program));
    }

    @Override
    public Command.Result run(List<String> command) {
      if (command.get(0).endsWith("sandbox/container/engine")) {
        return engine;
      }
      return command.get(0).equals("unshare") ? namespaces : new Command.Result(0, go + "\n", "");
    }

    @Override
    public Optional<String> read(Path file) {
      return Optional.ofNullable(files.get(file));
    }

    @Override
    public boolean exists(Path file) {
      return files.containsKey(file);
    }

    @Override
    public void open(Path file) throws IOException {
      if (fuse != null) {
        throw fuse;
      }
    }

    @Override
    public long memory() {
      return memory;
    }

    @Override
    public long free(Path folder) {
      return free;
    }

    @Override
    public boolean isWritable(Path folder) {
      return !folder.equals(readOnly);
    }

    @Override
    public boolean mustBuild() {
      return mustBuild;
    }

    @Override
    public Optional<BuildRoom> roomToBuild() {
      return Optional.ofNullable(room);
    }

    @Override
    public void openCache() {
      if (cache != null) {
        throw cache;
      }
    }
  }
}
