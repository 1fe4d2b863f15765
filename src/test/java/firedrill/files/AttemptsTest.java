package firedrill.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Attempts")
class AttemptsTest {

  private final List<String> done = new ArrayList<>();

  @Test
  @DisplayName(
      "all are made, whatever becomes of one; the first that failed tells, with the others")
  void all() {
    IOException first = new IOException("busy");
    AssertionError second = new AssertionError("no mark");
    assertThatThrownBy(
            () ->
                Attempts.all(
                    "cannot close the lab",
                    List.of(
                        () -> done.add("one"),
                        () -> {
                          throw first;
                        },
                        () -> {
                          throw second;
                        },
                        () -> done.add("four"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot close the lab: busy")
        .hasCause(first)
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(second));
    assertThat(done).containsExactly("one", "four");
  }

  @Test
  @DisplayName("nothing is thrown when none failed")
  void none() {
    assertThatCode(() -> Attempts.all("cannot close", List.of(() -> done.add("one"))))
        .doesNotThrowAnyException();
    assertThat(done).containsExactly("one");
  }

  @Test
  @DisplayName("one that was interrupted leaves the interrupt set, and the others are made")
  void interrupted() {
    assertThatThrownBy(
            () ->
                Attempts.all(
                    "cannot close",
                    List.of(
                        () -> {
                          throw new InterruptedException("now");
                        },
                        () -> done.add("two"))))
        .hasMessage("cannot close: now");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).containsExactly("two");
  }

  @Test
  @DisplayName("what fails after a failure is suppressed by it, an error as well")
  void after() {
    Exception failure = new Exception("does not start");
    Error error = new NoClassDefFoundError("x");
    Attempts.after(
        failure,
        () -> {
          throw error;
        });
    assertThat(failure.getSuppressed()).containsExactly(error);
  }
}
