package firedrill.sandbox.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import firedrill.guard.Guard;
import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.Connect;
import org.libvirt.Domain;

/** On libvirt's own test driver, which knows domains and events but runs nothing. */
class HypervisorTest {

  private static final String URI = "test:///default";

  @TempDir Path folder;
  private final String name = "vm-" + UUID.randomUUID();
  private Guard guard;
  private Hypervisor hypervisor;

  @BeforeAll
  static void libvirt() {
    boolean there = ClientLibrary.load();
    String missing =
        "libvirt's client library is missing; install it with: apt-get install libvirt0";
    if ("required".equals(System.getenv("FIREDRILL_NAMESPACES"))) {
      assertThat(there).as(missing).isTrue();
    }
    assumeTrue(there, missing);
    assertThat(Native.POINTER_SIZE).isPositive();
  }

  @BeforeEach
  void connect() {
    guard = guard("own");
    hypervisor = Hypervisor.connect(URI, guard);
  }

  @AfterEach
  void close() {
    if (hypervisor != null) {
      hypervisor.close();
    }
  }

  private Guard guard(String run) {
    return Guard.begin(
        new RecordStore(folder.resolve("record-" + run)),
        SandboxRecord.create(run, "local", List.of("10.77.0.0/24"), List.of()),
        new GuardSettings(folder, Map.of()));
  }

  private static String xml(String name, String mark) {
    return "<domain type='test'><name>"
        + name
        + "</name><metadata>"
        + mark
        + "</metadata><memory>8192</memory><os><type>hvm</type></os></domain>";
  }

  @Test
  void a_started_machine_says_so_by_an_event() {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    machine.await(Lifecycle.STARTED, Duration.ofSeconds(5));
    assertThat(machine.isRunning()).isTrue();
    machine.destroy();
  }

  @Test
  void a_destroyed_machine_is_stopped_when_the_call_returns_and_a_second_call_is_void() {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    machine.destroy();
    assertThat(machine.isRunning()).isFalse();
    machine.destroy();
    assertThat(machine.events()).endsWith(Lifecycle.STOPPED);
  }

  @Test
  void a_machine_without_a_mark_is_not_started() {
    assertThatThrownBy(() -> hypervisor.create(name, xml(name, "")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("carries no mark");
    assertThatThrownBy(() -> hypervisor.lookup(name)).isInstanceOf(HypervisorException.class);
  }

  @Test
  void a_machine_of_another_run_is_neither_found_nor_ended() throws Exception {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    // The test driver keeps one world for each process: both connections see the same machines.
    try (Hypervisor other = Hypervisor.connect(URI, guard("other"))) {
      assertThatThrownBy(() -> other.lookup(name))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("another run's nonce");
    }
    assertThat(machine.isRunning()).isTrue();
    machine.destroy();
  }

  @Test
  void the_machine_that_was_there_before_is_refused() {
    // "test" runs in every world of the driver and belongs to nobody.
    assertThatThrownBy(() -> hypervisor.lookup("test"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("virtual machine test")
        .hasMessageContaining("carries no mark");
  }

  @Test
  void a_mark_that_is_taken_away_protects_the_machine() throws Exception {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    Connect raw = new Connect(URI);
    raw.domainLookupByName(name)
        .setMetadata(
            Hypervisor.METADATA_ELEMENT,
            "<sandbox nonce='0'/>",
            "firedrill",
            "urn:firedrill:sandbox",
            Hypervisor.AFFECT_LIVE);
    assertThatThrownBy(machine::destroy).isInstanceOf(GuardRefusal.class);
    assertThat(machine.isRunning()).isTrue();
    raw.domainLookupByName(name).destroy();
    raw.close();
  }

  @Test
  void a_restored_machine_carries_the_mark_of_the_run_that_restored_it() {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    Path state = folder.resolve("state");
    machine.save(state);
    assertThat(machine.isRunning()).isFalse();
    try (Hypervisor other = Hypervisor.connect(URI, guard("next"))) {
      VirtualMachine restored = other.restore(name, state);
      restored.requireOurs();
      assertThatThrownBy(() -> hypervisor.lookup(name)).isInstanceOf(GuardRefusal.class);
      restored.destroy();
    }
  }

  @Test
  void a_machine_that_was_given_a_copy_of_the_mark_is_neither_found_nor_ended() throws Exception {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    Connect raw = new Connect(URI);
    Domain clone = raw.domainCreateXML(xml(name + "-clone", hypervisor.mark()), 0);
    assertThatThrownBy(() -> hypervisor.lookup(name + "-clone"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("the mark is a copy");
    assertThat(hypervisor.lookup(name).name()).isEqualTo(name);
    clone.destroy();
    raw.close();
    machine.destroy();
  }

  @Test
  void nothing_is_restored_while_another_machine_of_that_name_runs_which_would_be_marked()
      throws Exception {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    Path state = folder.resolve("state");
    machine.save(state);
    Connect raw = new Connect(URI);
    Domain foreign = raw.domainCreateXML(xml(name, ""), 0);
    assertThatThrownBy(() -> hypervisor.restore(name, state))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("one of that name is there already");
    assertThatThrownBy(() -> hypervisor.lookup(name)).hasMessageContaining("carries no mark");
    foreign.destroy();
    raw.close();
  }

  @Test
  void a_machine_that_cannot_be_written_down_is_not_left_running() throws Exception {
    Hypervisor later =
        Hypervisor.connect(
            URI,
            new Guard(
                new RecordStore(folder.resolve("record-own")), guard.record(), guard.settings()));
    String mark = hypervisor.mark();
    assertThatThrownBy(() -> later.create(name, xml(name, mark)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("began in another one");
    assertThatThrownBy(() -> hypervisor.lookup(name)).isInstanceOf(HypervisorException.class);
    later.close();
  }

  @Test
  void what_does_not_happen_is_reported_with_what_was_seen() {
    VirtualMachine machine = hypervisor.create(name, xml(name, hypervisor.mark()));
    assertThatThrownBy(() -> machine.await(Lifecycle.STOPPED, Duration.ofMillis(50)))
        .isInstanceOf(HypervisorException.class)
        .hasMessageContaining("was not STOPPED within PT0.05S");
    machine.destroy();
  }

  @Test
  void another_machine_s_hypervisor_is_refused_before_any_connection() {
    for (String uri :
        List.of(
            "qemu+ssh://pi2/system", "qemu+tcp://127.0.0.1/system", "qemu:///system?socket=/x")) {
      assertThatThrownBy(() -> Hypervisor.connect(uri, guard)).isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  void a_daemon_is_not_started_outside_the_sandbox() {
    assertThatThrownBy(
            () ->
                LibvirtDaemon.start(false, folder, folder.resolve("cache"), folder.resolve("log")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("outside the sandbox's namespaces");
  }
}
