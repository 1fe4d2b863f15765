package erp;

import static erp.ErpFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import erp.ErpFixture.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErpContractTest {
  @TempDir Path volume;
  private ErpFixture erp;

  @BeforeEach
  void start() throws Exception {
    erp = ErpFixture.serving(volume);
  }

  @AfterEach
  void stop() {
    erp.close();
  }

  @Test
  void an_entry_is_acknowledged_with_its_place_in_the_chain() throws Exception {
    Reply first = erp.post(entry(UUID.randomUUID(), 100));
    Reply second = erp.post(entry(UUID.randomUUID(), 200));

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.body().get("seq").asLong()).isEqualTo(1);
    assertThat(second.body().get("seq").asLong()).isEqualTo(2);
    assertThat(erp.get("/entries?after=1").body().at("/entries/0/prev_hash").asText())
        .isEqualTo(first.body().get("hash").asText());
  }

  @Test
  void the_same_entry_again_gets_the_same_receipt_and_is_there_once() throws Exception {
    UUID id = UUID.randomUUID();
    Reply first = erp.post(entry(id, 100, new byte[] {1, 2}));
    Reply again = erp.post(entry(id, 100, new byte[] {1, 2}));

    assertThat(again.status()).isEqualTo(200);
    assertThat((Object) again.body()).isEqualTo(first.body());
    assertThat(erp.get("/entries").body().get("entries")).hasSize(1);
  }

  @Test
  void the_same_id_with_other_content_is_a_conflict() throws Exception {
    UUID id = UUID.randomUUID();
    erp.post(entry(id, 100));

    assertThat(erp.post(entry(id, 101)).status()).isEqualTo(409);
    assertThat(erp.post(entry(id, 100, new byte[] {1})).status()).isEqualTo(409);
    assertThat(erp.get("/entries/" + id).body().at("/lines/0/debit").asLong()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"account\":\"a\",\"debit\":5},{\"account\":\"b\",\"credit\":4}]",
        "[{\"account\":\"a\",\"debit\":5,\"credit\":5},{\"account\":\"b\",\"credit\":0}]",
        "[{\"account\":\"a\",\"debit\":-5},{\"account\":\"b\",\"credit\":-5}]",
        "[{\"account\":\"a\\n\",\"debit\":5},{\"account\":\"b\",\"credit\":5}]",
        "[{\"account\":\"a\",\"debit\":9223372036854775807},{\"account\":\"b\",\"debit\":1},"
            + "{\"account\":\"c\",\"credit\":1}]",
        "[]"
      })
  void what_is_not_an_entry_in_balance_is_refused_with_422(String lines) throws Exception {
    Reply reply = erp.post("{\"id\":\"%s\",\"lines\":%s}".formatted(UUID.randomUUID(), lines));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body().get("written").asBoolean(true)).isFalse();
    assertThat(erp.get("/invariants").body().get("entries").asLong()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"id\":\"x\",\"unknown\":1}",
        "{\"lines\":[]}",
        "{} {}",
        "{\"id\":\"a\",\"id\":\"b\"}",
        "{\"id\":\"a\",\"lines\":[{\"account\":\"a\",\"debit\":1.5}]}"
      })
  void what_is_not_json_of_the_known_form_is_refused_with_400(String body) throws Exception {
    assertThat(erp.post(body).status()).isEqualTo(400);
  }

  @Test
  void a_shortened_uuid_is_refused() throws Exception {
    Reply reply =
        erp.post(entry(UUID.randomUUID(), 1).replaceFirst("\"id\":\"[^\"]*", "\"id\":\"1-1-1-1-1"));

    assertThat(reply.status()).isEqualTo(422);
  }

  @Test
  void two_writers_and_two_pods_keep_one_chain() throws Exception {
    Server other = erp.start(erp.issue("1 hour"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      String body = entry(UUID.randomUUID(), 1 + i);
      boolean here = i % 2 == 0;
      replies.add(threads.submit(() -> here ? erp.post(body) : erp.post(other, body)));
    }
    for (Future<Reply> reply : replies) {
      assertThat(reply.get().status()).isEqualTo(201);
    }
    threads.shutdown();

    JsonNode books = erp.get("/invariants").body();
    assertThat(books.get("ok").asBoolean()).isTrue();
    assertThat(books.get("entries").asLong()).isEqualTo(80);
    assertThat((Object) erp.get(other, "/invariants").body()).isEqualTo(books);
  }

  @Test
  void a_deleted_entry_breaks_the_chain_where_it_was() throws Exception {
    post(5);
    erp.sql("DELETE FROM ledger_line WHERE seq = 3; DELETE FROM ledger_entry WHERE seq = 3");

    assertThat(brokenAt()).isEqualTo(3);
  }

  @Test
  void a_deleted_last_entry_breaks_the_chain_too() throws Exception {
    post(3);
    erp.sql("DELETE FROM ledger_line WHERE seq = 3; DELETE FROM ledger_entry WHERE seq = 3");

    assertThat(brokenAt()).isEqualTo(3);
  }

  @Test
  void a_changed_amount_breaks_the_chain_even_when_the_books_still_balance() throws Exception {
    post(4);
    erp.sql("UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE seq = 2");

    assertThat(brokenAt()).isEqualTo(2);
    assertThat(erp.get("/invariants").body().get("balanced").asBoolean()).isTrue();
  }

  @Test
  void a_one_sided_change_is_out_of_balance() throws Exception {
    post(2);
    erp.sql("UPDATE ledger_line SET debit = 7 WHERE seq = 1 AND n = 0");

    assertThat(erp.get("/invariants").body().get("balanced").asBoolean()).isFalse();
    assertThat(brokenAt()).isEqualTo(1);
  }

  @Test
  void an_attachment_is_served_back_and_its_loss_or_change_is_named() throws Exception {
    erp.post(entry(UUID.randomUUID(), 1, new byte[] {1, 2, 3}));
    erp.post(entry(UUID.randomUUID(), 1, new byte[] {4, 5, 6}));
    String flipped = EntryHash.sha256(new byte[] {1, 2, 3});
    String lost = EntryHash.sha256(new byte[] {4, 5, 6});
    assertThat(erp.get("/invariants").body().get("ok").asBoolean()).isTrue();

    Files.write(file(flipped), new byte[] {1, 2, 2}, StandardOpenOption.TRUNCATE_EXISTING);
    Files.delete(file(lost));

    assertThat(erp.get("/invariants").body().at("/attachments/corrupt/0").asText())
        .isEqualTo(flipped);
    assertThat(erp.get("/invariants").body().at("/attachments/missing/0").asText()).isEqualTo(lost);
    assertThat(erp.get("/invariants").body().get("ok").asBoolean()).isFalse();
    assertThat(erp.get("/attachments/" + lost).status()).isEqualTo(404);
  }

  @Test
  void readiness_says_which_part_is_not_ready_and_why() throws Exception {
    assertThat(erp.get("/readyz").status()).isEqualTo(200);
    Files.delete(volume);
    Files.writeString(volume, "not a directory");

    Reply reply = erp.get("/readyz");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body().get("database").asText()).isEqualTo("ok");
    assertThat(reply.body().get("volume").asText()).contains("not writable");
    assertThat(erp.get("/livez").status()).isEqualTo(200);
    assertThat(erp.post(entry(UUID.randomUUID(), 1, new byte[] {1})).status()).isEqualTo(503);
  }

  private void post(int entries) throws Exception {
    for (int i = 0; i < entries; i++) {
      assertThat(erp.post(entry(UUID.randomUUID(), 10 + i)).status()).isEqualTo(201);
    }
  }

  private long brokenAt() throws Exception {
    Reply reply = erp.get("/invariants");
    assertThat(reply.body().at("/chain/ok").asBoolean()).isFalse();
    assertThat(reply.body().get("ok").asBoolean()).isFalse();
    return reply.body().at("/chain/firstBroken").asLong();
  }

  private Path file(String sha) {
    return volume.resolve(sha.substring(0, 2)).resolve(sha);
  }
}
