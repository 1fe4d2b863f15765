package firedrill.component.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitReportsTest {

  private CommitReports reports;

  @BeforeEach
  void listen() throws IOException {
    reports = CommitReports.at(InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    reports.close();
  }

  private Socket client(String told) throws IOException {
    Socket client = new Socket(reports.address().getAddress(), reports.address().getPort());
    client.getOutputStream().write(told.getBytes(UTF_8));
    return client;
  }

  private FoundRows foundAfter(long since) {
    await().until(() -> reports.found().filter(f -> f.at() - since > 0).isPresent());
    return reports.found().orElseThrow();
  }

  @Test
  void a_commit_that_was_told_and_is_not_found_by_the_next_client_is_lost() throws IOException {
    try (Socket first = client("all\ncommitted a.1\ncommitted a.2\ncommitted a.3\n")) {
      await().until(() -> reports.lastCommit().isPresent() && reports.found().isPresent());
      await().untilAsserted(() -> assertThat(told()).contains("a.3"));
    }
    long since = System.nanoTime();
    try (Socket second = client("has a.1\nhas a.2\nall\ncommitted b.1\n")) {
      FoundRows found = foundAfter(since);
      assertThat(found.told()).containsOnlyKeys("a.1", "a.2", "a.3");
      assertThat(found.rows()).containsExactlyInAnyOrder("a.1", "a.2");
    }
  }

  private Set<String> told() throws IOException {
    long since = System.nanoTime();
    try (Socket asks = client("all\n")) {
      return foundAfter(since).told().keySet();
    }
  }

  @Test
  void what_is_committed_after_a_client_has_looked_is_not_held_against_what_it_found()
      throws IOException {
    long since = System.nanoTime();
    try (Socket client = client("has a.1\nall\ncommitted b.1\n")) {
      await().until(() -> reports.lastCommit().isPresent());
      FoundRows found = foundAfter(since);
      assertThat(found.told()).isEmpty();
      assertThat(reports.firstRow()).contains("b.1");
    }
  }

  @Test
  void half_a_line_of_a_client_that_was_killed_is_nothing() throws IOException {
    try (Socket killed = client("has a.1\nall\ncommitted a.2\ncommitted a.")) {
      killed.shutdownOutput();
      assertThat(killed.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(told()).containsExactly("a.2");
  }

  @Test
  void a_client_that_ends_before_it_has_told_all_its_rows_has_found_nothing() throws IOException {
    try (Socket killed = client("has a.1\nhas a.2\nal")) {
      killed.shutdownOutput();
      assertThat(killed.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(reports.found()).isEmpty();
    assertThat(reports.lastCommit()).isEmpty();
  }

  @Test
  void a_line_that_is_none_of_the_three_is_told_and_not_passed_over() throws IOException {
    try (Socket client = client("comitted a.1\nall\n")) {
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> reports.found())
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("comitted a.1"));
    }
  }
}
