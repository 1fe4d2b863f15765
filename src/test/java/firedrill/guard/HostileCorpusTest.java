package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCorpusTest {
  private Corpus corpus;

  @BeforeAll
  void corpus(@TempDir Path directory) throws IOException {
    corpus = new Corpus(directory);
  }

  static List<Corpus.Case> hostile() {
    return Corpus.load("hostile.yaml");
  }

  static List<Corpus.Case> benign() {
    return Corpus.load("benign.yaml");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void is_refused_for_its_own_reason_in_three_parts(Corpus.Case given) {
    assertThatThrownBy(() -> corpus.check(given))
        .isInstanceOfSatisfying(
            GuardRefusal.class,
            refusal -> {
              assertThat(everyReason(refusal)).contains(given.why());
              assertThat(refusal.what()).isNotBlank();
              assertThat(refusal.why()).isNotBlank();
              assertThat(refusal.remedy()).isNotBlank();
              assertThat(refusal.getMessage())
                  .contains(refusal.what(), refusal.why(), refusal.remedy());
            });
  }

  @ParameterizedTest
  @MethodSource("benign")
  void is_accepted(Corpus.Case given) {
    assertThatCode(() -> corpus.check(given)).doesNotThrowAnyException();
  }

  @Test
  void at_least_sixty_distinct_cases_are_refused() {
    assertThat(hostile().stream().distinct().count()).isGreaterThanOrEqualTo(60);
    assertThat(hostile()).doesNotHaveDuplicates();
  }

  private static String everyReason(GuardRefusal refusal) {
    String cause = refusal.getCause() instanceof GuardRefusal inner ? inner.why() : "";
    return refusal.why() + " " + cause;
  }
}
