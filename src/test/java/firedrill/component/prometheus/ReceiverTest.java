package firedrill.component.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReceiverTest {

  private static final String WEBHOOK =
      """
      {"version": "4", "status": "firing", "alerts": [
        {"status": "firing", "labels": {"alertname": "MinIONodeDown", "instance": "one:9000"}},
        {"status": "resolved", "labels": {"alertname": "MinIONodeDown", "instance": "two:9000"}}]}
      """;

  @Test
  @DisplayName("each alert of a webhook is one notice, with its own status")
  void webhook() throws Exception {
    Receiver receiver = Receiver.reachedFrom("127.0.0.1");
    int status =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(receiver.address())
                    .POST(BodyPublishers.ofString(WEBHOOK))
                    .build(),
                BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isEqualTo(200);
    assertThat(receiver.notices())
        .containsExactly(
            new Notice(true, Map.of("alertname", "MinIONodeDown", "instance", "one:9000")),
            new Notice(false, Map.of("alertname", "MinIONodeDown", "instance", "two:9000")));
  }
}
