package firedrill.provider.local.longhorn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.data.MemoryEngine;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NbdServerTest {

  private static final int SIZE = 1 << 20;
  private static final int PAGE = WriteBackCache.PAGE;

  @TempDir Path directory;
  private Path socket;
  private MemoryEngine engine;
  private WriteBackCache cache;
  private NbdServer server;

  @BeforeEach
  void start() throws IOException {
    socket = directory.resolve("nbd");
    engine = new MemoryEngine(SIZE, new Random(3));
    cache = new WriteBackCache(engine, 64 * PAGE, Duration.ofHours(1));
    server = NbdServer.start(socket, new NbdExport("vol", SIZE, true), cache);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    cache.close();
    engine.close();
  }

  @Test
  void what_a_client_reads_is_what_was_written_last() {
    Property.holds(
        40,
        gen -> {
          Random random = gen.random();
          byte[] model = engine.contents();
          try (NbdClient one = NbdClient.open(socket);
              NbdClient other = NbdClient.open(socket)) {
            cache.flush().join();
            model = engine.contents();
            for (int steps = gen.between(1, 60); steps > 0; steps--) {
              NbdClient client = random.nextBoolean() ? one : other;
              int offset = random.nextInt(SIZE);
              int length = 1 + random.nextInt(Math.min(SIZE - offset, 70_000));
              step(random.nextInt(8), client, model, offset, length, random);
            }
            assertThat(one.flush().join()).isZero();
            assertThat(engine.contents()).isEqualTo(model);
            assertThat(engine.collisions).isEmpty();
          }
        });
  }

  private static void step(
      int what, NbdClient client, byte[] model, int offset, int length, Random random) {
    switch (what) {
      case 0 -> assertThat(client.flush().join()).isZero();
      case 1, 2, 3 -> {
        ByteBuffer into = ByteBuffer.allocate(length);
        assertThat(client.read(offset, into).join()).isZero();
        assertThat(into.array()).isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
      }
      case 4 -> {
        int error = client.send(0, Nbd.CMD_TRIM, offset, length, null, null).join();
        assertThat(error).isZero();
        int first = (offset + PAGE - 1) / PAGE * PAGE;
        int end = (offset + length) / PAGE * PAGE;
        Arrays.fill(model, Math.min(first, end), end, (byte) 0);
      }
      case 5 -> {
        int flags = random.nextInt(4);
        int error = client.send(flags, Nbd.CMD_WRITE_ZEROES, offset, length, null, null).join();
        assertThat(error).isZero();
        Arrays.fill(model, offset, offset + length, (byte) 0);
      }
      default -> {
        byte[] data = new byte[length];
        random.nextBytes(data);
        assertThat(client.write(offset, ByteBuffer.wrap(data), 0).join()).isZero();
        System.arraycopy(data, 0, model, offset, length);
      }
    }
  }

  @Test
  void requests_of_one_connection_overtake_each_other_and_are_told_apart() throws Exception {
    try (NbdClient client = NbdClient.open(socket)) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      List<ByteBuffer> reads = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        answers.add(client.write((long) i * PAGE, ByteBuffer.wrap(filled(i)), i % 5 == 0 ? 1 : 0));
      }
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isZero();
      }
      answers.clear();
      for (int i = 0; i < 256; i++) {
        reads.add(ByteBuffer.allocate(PAGE));
        answers.add(client.read((long) i * PAGE, reads.get(i)));
      }
      for (int i = 0; i < 256; i++) {
        assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isZero();
        assertThat(reads.get(i).array()).isEqualTo(filled(i));
      }
    }
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[PAGE];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void a_write_with_fua_is_in_the_engine_when_it_is_acknowledged() throws IOException {
    try (NbdClient client = NbdClient.open(socket)) {
      assertThat(client.write(0, ByteBuffer.wrap(filled(1)), 0).join()).isZero();
      assertThat(engine.contents()[0]).isZero();
      assertThat(client.write(PAGE, ByteBuffer.wrap(filled(2)), Nbd.FLAG_FUA).join()).isZero();
      assertThat(engine.contents()[PAGE]).isEqualTo((byte) 2);
    }
  }

  @Test
  void a_flush_covers_what_other_connections_were_acknowledged() throws IOException {
    try (NbdClient one = NbdClient.open(socket);
        NbdClient other = NbdClient.open(socket)) {
      assertThat(one.flags & Nbd.CAN_MULTI_CONN).isNotZero();
      one.write(0, ByteBuffer.wrap(filled(6)), 0).join();
      other.flush().join();
      assertThat(engine.contents()[0]).isEqualTo((byte) 6);
    }
  }

  @Test
  void a_failed_write_back_fails_the_next_flush_and_all_later_ones() throws IOException {
    engine.refuseWritesFrom(0);
    try (NbdClient client = NbdClient.open(socket);
        NbdClient other = NbdClient.open(socket)) {
      assertThat(client.write(0, ByteBuffer.wrap(filled(1)), 0).join()).isZero();
      assertThat(other.flush().join()).isEqualTo(Nbd.ENOSPC);
      assertThat(client.flush().join()).isEqualTo(Nbd.ENOSPC);
      assertThat(client.write(0, ByteBuffer.wrap(filled(1)), 0).join()).isEqualTo(Nbd.ENOSPC);
      assertThat(client.read(0, ByteBuffer.allocate(1)).join()).isZero();
    }
  }

  @Test
  void what_cannot_be_done_is_refused_and_the_connection_lives_on() throws IOException {
    try (NbdClient client = NbdClient.open(socket)) {
      ByteBuffer page = ByteBuffer.allocate(PAGE);
      assertThat(client.read(SIZE - 1, page.duplicate()).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.read(-1, page.duplicate()).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.read(Long.MAX_VALUE, page.duplicate()).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.write(SIZE - 1, page.duplicate(), 0).join()).isEqualTo(Nbd.ENOSPC);
      assertThat(client.write(0, page.duplicate(), 4).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.send(0, 99, 0, 0, null, null).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.send(0, Nbd.CMD_FLUSH, 1, 0, null, null).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.send(0, Nbd.CMD_READ, 0, -1, null, null).join()).isEqualTo(Nbd.EINVAL);
      assertThat(client.read(0, page).join()).isZero();
    }
  }

  @Test
  void trim_is_refused_where_it_was_not_offered() throws IOException {
    Path strict = directory.resolve("strict");
    try (NbdServer without = NbdServer.start(strict, new NbdExport("v", SIZE, false), cache);
        NbdClient client = NbdClient.open(strict)) {
      assertThat(without).isNotNull();
      assertThat(client.flags & Nbd.SEND_TRIM).isZero();
      assertThat(client.send(0, Nbd.CMD_TRIM, 0, PAGE, null, null).join()).isEqualTo(Nbd.EINVAL);
    }
  }

  @Test
  void options_are_negotiated_in_any_order_until_go() throws IOException {
    try (NbdClient client = NbdClient.greet(socket)) {
      client.option(Nbd.OPT_LIST, new byte[0]);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_SERVER);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ACK);
      client.option(8, new byte[0]);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ERR_UNSUP);
      client.option(Nbd.OPT_GO, NbdClient.go("other"));
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ERR_UNKNOWN);
      client.option(Nbd.OPT_GO, new byte[] {0, 0, 0, 9, 1});
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ERR_INVALID);
      client.option(Nbd.OPT_LIST, new byte[1]);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ERR_INVALID);
      client.option(Nbd.OPT_INFO, new byte[20_000]);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ERR_TOO_BIG);
      client.option(Nbd.OPT_INFO, NbdClient.go("vol"));
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_INFO);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ACK);
      client.option(Nbd.OPT_GO, NbdClient.go(""));
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_INFO);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ACK);
      assertThat(client.size).isEqualTo(SIZE);
      client.transmit();
      assertThat(client.flush().join()).isZero();
    }
  }

  @Test
  void abort_is_acknowledged_and_the_connection_ends() throws IOException {
    try (NbdClient client = NbdClient.greet(socket)) {
      client.option(Nbd.OPT_ABORT, new byte[0]);
      assertThat(client.optionReply()).isEqualTo(Nbd.REP_ACK);
      assertThatThrownBy(() -> Nbd.receive(client.channel, 1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void disconnect_answers_what_is_under_way_first() throws Exception {
    try (NbdClient client = NbdClient.open(socket)) {
      engine.hold();
      CompletableFuture<Integer> read = client.read(0, ByteBuffer.allocate(PAGE));
      client.send(0, Nbd.CMD_DISCONNECT, 0, 0, null, null);
      engine.release();
      assertThat(read.get(20, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void no_client_however_mad_harms_the_server_or_the_bytes() {
    byte[] before = engine.contents();
    Property.holds(
        150,
        gen -> {
          Random random = gen.random();
          try (NbdClient mad =
              gen.of(true, false) ? NbdClient.open(socket) : NbdClient.greet(socket)) {
            byte[] junk = new byte[gen.between(1, 400)];
            random.nextBytes(junk);
            ByteBuffer bytes = ByteBuffer.wrap(junk);
            if (gen.of(true, false) && junk.length >= 28) {
              // A likely start, so that more than the magic is looked at; never a write.
              bytes.putInt(Nbd.REQUEST_MAGIC).putShort((short) random.nextInt(4));
              bytes.putShort(gen.of(0, 2, 3, 5, 7, 900).shortValue());
            } else if (gen.of(true, false) && junk.length >= 16) {
              bytes.putLong(Nbd.OPTION_MAGIC).putInt(gen.between(0, 12));
              bytes.putInt(gen.of(0, 4, junk.length - 16, 8192, 70_000, -1));
            }
            Nbd.send(mad.channel, bytes.clear());
          } catch (IOException hungUp) {
            assertThat(hungUp).isNotNull();
          }
          try (NbdClient sane = NbdClient.open(socket)) {
            ByteBuffer all = ByteBuffer.allocate(SIZE);
            assertThat(sane.read(0, all).join()).isZero();
            assertThat(all.array()).isEqualTo(before);
          }
        });
  }

  @Test
  void libnbd_understands_it() {
    Assumptions.assumeTrue(
        Programs.ofMachine().find("nbdinfo").isPresent(), "nbdinfo (libnbd-bin) is not installed");
    String said = Shell.run(Programs.path("nbdinfo"), "--json", "nbd+unix:///?socket=" + socket);
    assertThat(said)
        .contains("\"export-size\": " + SIZE)
        .contains("\"can_multi_conn\": true")
        .contains("\"can_flush\": true")
        .contains("\"can_fua\": true")
        .contains("\"can_trim\": true")
        .contains("\"block_size_preferred\": 4096");
  }
}
