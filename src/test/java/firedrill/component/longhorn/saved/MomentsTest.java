package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When resources were saved, by what servers wrote into them. */
class MomentsTest {
  private static final String FIRST = "2026-11-01T00:00:00Z";
  private static final String SECOND = "2026-11-02T00:00:00Z";

  private final Moments moments = new Moments();

  private static JsonNode node(String text) throws JsonProcessingException {
    return new JsonMapper().readTree(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'metadata':{'creationTimestamp':'T'}}",
        "{'metadata':{'deletionTimestamp':'T'}}",
        "{'metadata':{'managedFields':[{'time':'T'}]}}",
        "{'spec':{'failedAt':'T'}}",
        "{'spec':{'healthyAt':'T'}}",
        "{'spec':{'lastFailedAt':'T'}}",
        "{'spec':{'lastHealthyAt':'T'}}",
        "{'status':{'conditions':[{'lastTransitionTime':'T'}]}}"
      })
  @DisplayName("each field that a server writes tells, the latest of them")
  void fields(String resource) throws Exception {
    moments.seen(1, node("{'metadata':{'creationTimestamp':'" + FIRST + "'}}"), true);
    moments.seen(1, node(resource.replace("T'", SECOND + "'")), true);
    assertThat(moments.savedAt()).isEqualTo(SECOND);
    moments.seen(1, node("{'metadata':{'creationTimestamp':'" + FIRST + "'}}"), true);
    assertThat(moments.savedAt()).as("an earlier one later").isEqualTo(SECOND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'metadata':{'annotations':{'at':'2026-11-02T00:00:00Z'}}}",
        "{'spec':{'other':'2026-11-02T00:00:00Z'}}",
        "{'status':{'at':'at 2026-11-02T00:00:00Z or so'}}"
      })
  @DisplayName("nothing else does")
  void nothingElse(String resource) throws Exception {
    moments.seen(1, node(resource), true);
    assertThat(moments.savedAt()).isEmpty();
  }

  @Test
  @DisplayName(
      "the earliest of the lists that hold Replicas counts, and one of which nothing tells")
  void lists() throws Exception {
    moments.seen(1, node("{'spec':{'healthyAt':'" + SECOND + "'}}"), true);
    moments.seen(2, node("{'spec':{'healthyAt':'" + FIRST + "'}}"), false);
    assertThat(moments.savedAt()).as("Volumes tell nothing of it").isEqualTo(SECOND);
    moments.seen(3, node("{'spec':{'healthyAt':'" + FIRST + "'}}"), true);
    assertThat(moments.savedAt()).isEqualTo(FIRST);
    moments.seen(4, node("{}"), true);
    assertThat(moments.savedAt()).isEmpty();
  }

  @Test
  @DisplayName("without any Replica all lists count; of none nothing is known")
  void withoutReplicas() throws Exception {
    assertThat(moments.savedAt()).isEmpty();
    moments.seen(1, node("{'spec':{'healthyAt':'" + SECOND + "'}}"), false);
    assertThat(moments.savedAt()).isEqualTo(SECOND);
    moments.said(2, FIRST);
    assertThat(moments.savedAt()).isEqualTo(FIRST);
  }

  @Test
  @DisplayName("what a list itself says is taken before what its resources speak of")
  void said() throws Exception {
    moments.said(1, FIRST);
    moments.seen(1, node("{'spec':{'healthyAt':'" + SECOND + "'}}"), true);
    assertThat(moments.savedAt()).isEqualTo(FIRST);
    Moments wrong = new Moments();
    wrong.said(1, "yesterday");
    wrong.seen(1, node("{'spec':{'healthyAt':'" + SECOND + "'}}"), true);
    assertThat(wrong.savedAt()).isEqualTo(SECOND);
  }

  @Test
  @DisplayName("a moment more than a day ahead is a clock's that was wrong")
  void ahead() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String near = now.plus(Duration.ofHours(23)).toString();
    String far = now.plus(Duration.ofHours(25)).toString();
    moments.seen(1, node("{'spec':{'healthyAt':'" + far + "'}}"), true);
    assertThat(moments.savedAt()).isEmpty();
    moments.said(1, far);
    assertThat(moments.savedAt()).isEmpty();
    moments.seen(1, node("{'spec':{'healthyAt':'" + near + "'}}"), true);
    assertThat(moments.savedAt()).isEqualTo(near);
  }
}
