package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what stands behind an exception")
class BehindTest {
  private static final String ODD = "b\u001b[2J";

  private static Exception ring() {
    IllegalStateException one = new IllegalStateException("a");
    one.initCause(new IllegalStateException("b", one));
    return one;
  }

  @Test
  @DisplayName("is its causes, nearest first, as far as anybody reads")
  void causes() {
    IOException last = new IOException("c");
    IOException first = new IOException("a", new IOException("b", last));
    assertThat(Behind.causes(first))
        .extracting(Throwable::getMessage)
        .containsExactly("a", "b", "c");
    assertThat(Behind.causes(null)).isEmpty();
    assertThat(Behind.causes(ring())).hasSize(50);
  }

  @Test
  @DisplayName("holds as a whole: causes, others of a batch, and what failed on the way")
  void all() {
    assertThat(Behind.all(ring(), at -> true)).isFalse();
    for (int place = 0; place < 4; place++) {
      SQLException next = new SQLException(place == 0 ? ODD : "n");
      SQLException batch = new SQLException("a", new IllegalStateException(place == 1 ? ODD : "c"));
      batch.setNextException(next);
      batch.addSuppressed(new IOException(place == 2 ? ODD : "s"));
      assertThat(Behind.all(batch, at -> !ODD.equals(at.getMessage()))).isEqualTo(place == 3);
    }
    IOException many = new IOException("a");
    for (int i = 0; i < 49; i++) {
      many.addSuppressed(new IOException("s"));
    }
    assertThat(Behind.all(many, at -> true)).isTrue();
    many.addSuppressed(new IOException("s"));
    assertThat(Behind.all(many, at -> true)).isFalse();
  }

  @Test
  @DisplayName("is printed with it, so a server's words in it are none of a failure's")
  void printed() {
    IOException suppressing = new IOException("a");
    suppressing.addSuppressed(new IOException(ODD));
    IOException silent = new IOException(null, new IOException(ODD));
    for (IOException odd : List.of(suppressing, silent)) {
      IOException shown = Ending.plain(odd);
      assertThat(shown).isNotSameAs(odd).hasNoCause().hasNoSuppressedExceptions();
      assertThat(shown.getMessage()).isNotNull().doesNotContain("\u001b");
    }
    SQLException sql = new SQLException("a");
    sql.addSuppressed(new SQLException(ODD));
    assertThat(GuardedJdbc.plain(sql).getSuppressed()).isEmpty();
    EOFException plain = new EOFException();
    assertThat(Ending.plain(plain)).isSameAs(plain);
  }

  @Test
  @DisplayName("is a refusal still, whose lines are the guard's own")
  void refusals() {
    GuardRefusal refusal = new GuardRefusal("a", "b", "c");
    for (Throwable cause : List.of(refusal, new Refused(refusal))) {
      IOException failed = new IOException("x", cause);
      assertThat(GuardRefusal.in(Ending.plain(failed))).isSameAs(refusal);
    }
    IOException odd = new IOException(ODD, refusal);
    assertThat(Ending.plain(odd)).hasNoCause();
  }
}
