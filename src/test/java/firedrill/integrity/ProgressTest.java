package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.integrity.Progress.Span;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

  private final Progress progress = new Progress();

  private static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  private void acknowledged(long millis, boolean attachment) {
    progress.settled(new Outcome.Acked(1, "h"), at(millis), attachment);
  }

  @Test
  void users_were_served_as_long_as_acknowledgements_followed_each_other_closely() {
    for (long millis : new long[] {0, 400, 700, 2000, 2100, 9000}) {
      acknowledged(millis, false);
    }
    progress.settled(new Outcome.Refused(503, "sealed"), at(1200), false);

    assertThat(progress.served(Duration.ofMillis(500)))
        .containsExactly(
            new Span(at(0), at(700)), new Span(at(2000), at(2100)), new Span(at(9000), at(9000)));
  }

  @Test
  void an_entry_without_an_attachment_does_not_show_that_attachments_are_taken() {
    acknowledged(100, true);
    acknowledged(300, false);
    progress.settled(new Outcome.Refused(503, "sealed"), at(350), true);
    assertThat(progress.firstAttachmentAfter(at(200))).isEmpty();
    acknowledged(400, true);
    assertThat(progress.firstAttachmentAfter(at(200))).contains(at(400));
  }
}
