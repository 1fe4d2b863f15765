package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.journal.Journal;
import firedrill.lab.Lab;
import firedrill.lab.LabFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabHandleTest {

  @TempDir Path home;

  /** Makes labs whose directory cannot take a file any more. */
  static final class WithoutDirectory implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) throws IOException {
      Files.delete(directory);
      Files.writeString(directory, "in its place");
      return new FakeLab(directory);
    }
  }

  /** Makes none, and no exception comes of it. */
  static final class Unlinked implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) throws IOException {
      Files.writeString(directory.resolve("again"), "", StandardOpenOption.CREATE_NEW);
      throw new NoClassDefFoundError("of the factory");
    }
  }

  private LabHandle handle(Class<? extends LabFactory> factory, Map<String, String> settings) {
    return new LabHandle(
        factory, home.resolve("lab"), Settings.of(name -> Optional.ofNullable(settings.get(name))));
  }

  private String notes() throws IOException {
    return Files.readString(home.resolve("lab.notes"));
  }

  private void started(LabHandle handle) {
    try (Journal journal = Journal.open(home.resolve(UUID.randomUUID() + ".jsonl"))) {
      handle.get(journal, 1);
    }
  }

  @Test
  @DisplayName("a lab that cannot be held is ended all the same, and both failures are told")
  void notHeld() throws IOException {
    LabHandle handle = handle(WithoutDirectory.class, Map.of("keep", "always"));
    started(handle);
    assertThatThrownBy(handle::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cannot end the lab: ")
        .hasMessageContaining("KEPT");
    assertThat(notes()).isEqualTo("created\nclosed\n");
    assertThat(handle.isKept()).isFalse();
  }

  @Test
  @DisplayName("what a lab that does not end still uses stays, and it is ended once")
  void stubborn() throws IOException {
    LabHandle handle = handle(FakeLab.Ruined.class, Map.of());
    started(handle);
    assertThatThrownBy(handle::close)
        .hasMessage("cannot end the lab: of the lab")
        .hasCauseInstanceOf(NoClassDefFoundError.class);
    handle.close();
    assertThat(notes()).isEqualTo("created\nclosing\n");
    assertThat(home.resolve("lab")).isDirectory();
  }

  @Test
  @DisplayName("a lab that an error kept from starting is not started again")
  void unlinked() {
    LabHandle handle = handle(Unlinked.class, Map.of());
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> started(handle))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the lab could not be started: of the factory");
    }
  }
}
