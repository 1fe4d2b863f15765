package firedrill.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.journal.Event;
import firedrill.journal.Journal;
import firedrill.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultInjectorTest {

  @TempDir Path directory;
  private Path undoDirectory;
  private Journal journal;
  private FaultInjector injector;
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void open() {
    undoDirectory = directory.resolve("undo");
    journal = Journal.open(directory.resolve("journal.jsonl"));
    injector = new FaultInjector(journal, undoDirectory);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private interface Injection {
    void run() throws Exception;
  }

  private record FakeFault(String name, Undo undo, Injection injection, Witness witness)
      implements Fault {

    @Override
    public String target() {
      return "vault-0";
    }

    @Override
    public void inject() throws Exception {
      injection.run();
    }
  }

  private static Witness within(Duration deadline, boolean seen) {
    return new Witness() {
      @Override
      public Evidence observe() {
        return Evidence.of(seen, "sealed=" + seen);
      }

      @Override
      public Duration deadline() {
        return deadline;
      }
    };
  }

  private FakeFault fault(String name) {
    return new FakeFault(
        name,
        Undo.of("undo " + name, Map.of("node", "pi2"), () -> done.add("undo " + name)),
        () -> done.add(name),
        within(Duration.ofSeconds(5), true));
  }

  private List<String> types() {
    return JournalReader.read(journal.file()).events().stream().map(Event::type).toList();
  }

  @Test
  @DisplayName("undo on disk, then the fault, then its witness; the journal proves the order")
  void order() {
    FakeFault plain = fault("seal");
    injector.inject(
        new FakeFault(
            "seal",
            plain.undo(),
            () -> {
              assertThat(Files.readString(undoDirectory.resolve("1.json")))
                  .contains("undo seal", "pi2", "vault-0");
              assertThat(types()).containsExactly("fault.undo-persisted");
            },
            plain.witness()));
    assertThat(types())
        .containsExactly("fault.undo-persisted", "fault.injected", "wait", "fault.witnessed");
    assertThat(injector.hasInjected()).isTrue();
  }

  @Test
  @DisplayName("an undo that cannot be persisted: nothing is injected")
  void undoNotPersisted() throws IOException {
    Files.createFile(undoDirectory);
    assertThatThrownBy(() -> injector.inject(fault("seal")))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("not injected: its undo cannot be persisted");
    assertThat(done).isEmpty();
    assertThat(types()).isEmpty();
    assertThat(injector.hasInjected()).isFalse();
  }

  @Test
  @DisplayName("no witness in time: journalled as unwitnessed, and the scenario ends")
  void unwitnessed() {
    FakeFault plain = fault("seal");
    FakeFault unseen =
        new FakeFault(
            "seal", plain.undo(), plain.injection(), within(Duration.ofSeconds(1), false));
    assertThatThrownBy(() -> injector.inject(unseen))
        .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.isJournalled()).isTrue())
        .hasMessageContaining("sealed=false");
    assertThat(types()).endsWith("wait", "fault.unwitnessed");
  }

  @Test
  @DisplayName("a witness that throws has not seen it yet, and its exception is told")
  void witnessThrows() {
    FakeFault plain = fault("seal");
    Witness broken =
        new Witness() {
          @Override
          public Evidence observe() throws IOException {
            throw new IOException("connection refused");
          }

          @Override
          public Duration deadline() {
            return Duration.ofSeconds(1);
          }
        };
    assertThatThrownBy(
            () -> injector.inject(new FakeFault("seal", plain.undo(), plain.injection(), broken)))
        .hasMessageContaining("connection refused");
  }

  @Test
  @DisplayName("null for a witness: the fault is named, with what to return, and is undone")
  void nullWitness() {
    FakeFault plain = fault("seal");
    assertThatThrownBy(
            () -> injector.inject(new FakeFault("seal", plain.undo(), plain.injection(), null)))
        .isInstanceOf(FaultException.class)
        .hasMessage("fault seal gives null for a witness; return what proves that it happened");
    assertThat(injector.undoAll()).isEmpty();
    assertThat(done).containsExactly("seal", "undo seal");
  }

  @Test
  @DisplayName("null for an undo: the fault is named, and nothing is injected")
  void nullUndo() {
    FakeFault plain = fault("seal");
    assertThatThrownBy(
            () -> injector.inject(new FakeFault("seal", null, plain.injection(), plain.witness())))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("fault seal not injected: it gives null for an undo");
    assertThat(done).isEmpty();
    assertThat(types()).isEmpty();
    assertThat(injector.hasInjected()).isFalse();
  }

  @Test
  @DisplayName("an injection that fails half-way is undone all the same")
  void injectionFails() {
    FakeFault plain = fault("seal");
    FakeFault failing =
        new FakeFault(
            "seal",
            plain.undo(),
            () -> {
              throw new IOException("no route");
            },
            plain.witness());
    assertThatThrownBy(() -> injector.inject(failing)).hasMessageContaining("no route");
    assertThat(injector.undoAll()).isEmpty();
    assertThat(done).containsExactly("undo seal");
  }

  @Test
  @DisplayName("undone in reverse order, once, and each outcome is journalled")
  void reverse() {
    injector.inject(fault("one"));
    injector.inject(fault("two"));
    assertThat(injector.undoAll()).isEmpty();
    assertThat(injector.undoAll()).isEmpty();
    assertThat(done).containsExactly("one", "two", "undo two", "undo one");
    assertThat(types()).endsWith("observed", "observed");
    assertThat(undoDirectory.resolve("1.json.done")).exists();
    assertThat(undoDirectory.resolve("1.json")).doesNotExist();
  }

  @Test
  @DisplayName("what recovery has undone already is left alone")
  void alreadyDone() {
    FakeFault plain = fault("seal");
    Undo recovered = new Undo("unseal", Map.of(), () -> true, () -> done.add("must not be called"));
    injector.inject(new FakeFault("seal", recovered, plain.injection(), plain.witness()));
    assertThat(injector.undoAll()).isEmpty();
    assertThat(done).containsExactly("seal");
    List<Event> events = JournalReader.read(journal.file()).events();
    assertThat(events.get(events.size() - 1).text("detail")).startsWith("not needed any more");
  }

  @Test
  @DisplayName("one undo that fails is an error with what is left to do; the others still run")
  void undoFails() {
    injector.inject(fault("one"));
    FakeFault plain = fault("two");
    Undo broken =
        Undo.of(
            "power on pi2",
            Map.of(),
            () -> {
              throw new IOException("no power");
            });
    injector.inject(new FakeFault("two", broken, plain.injection(), plain.witness()));
    assertThat(injector.undoAll()).singleElement().asString().contains("no power");
    assertThat(done).endsWith("undo one");
    Event error =
        JournalReader.read(journal.file()).events().stream()
            .filter(e -> e.is("error"))
            .findFirst()
            .orElseThrow();
    assertThat(error.text("message")).contains("no power", "power on pi2", "2.json");
    assertThat(undoDirectory.resolve("2.json")).exists();
  }

  @Test
  @DisplayName("a journal that is broken does not stop the undoing")
  void brokenJournal() {
    injector.inject(fault("one"));
    injector.inject(fault("two"));
    journal.close();
    assertThat(injector.undoAll()).hasSize(2);
    assertThat(done).endsWith("undo two", "undo one");
  }
}
