package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a record on disk, the next call notices, or nothing has changed. */
class RecordPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FIELDS =
      List.of(
          "runId",
          "nonce",
          "kind",
          "created",
          "networks",
          "hosts",
          "apiServer",
          "caSha256",
          "kubeSystemUid",
          "vaultClusterId",
          "identities");

  @TempDir Path folder;
  private Fixture lab;
  private Path file;
  private byte[] good;

  @BeforeEach
  void record() throws IOException {
    lab = new Fixture(folder);
    lab.guard.recordApiServer(URI.create("https://10.77.0.10:6443"), new TestCa().pem());
    lab.guard.recordKubeSystemUid("uid");
    lab.guard.recordVaultClusterId("cluster");
    lab.guard.recordIdentity("postgresql", "1");
    file = folder.resolve("records/run-1.json");
    good = Files.readAllBytes(file);
  }

  private void restore() throws IOException {
    if (Files.isDirectory(file) && !Files.isSymbolicLink(file)) {
      Files.delete(file);
    }
    Files.deleteIfExists(file);
    Files.deleteIfExists(folder.resolve("other"));
    Files.write(file, good);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    lab.guard.requireRunning();
  }

  @Test
  void a_changed_record_stops_the_next_call() {
    Property.holds(
        Property.cases(300),
        gen -> {
          harm(gen);
          assertThatThrownBy(lab.guard::requireRunning)
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("record");
          assertThatThrownBy(() -> lab.guard.requireAddress("127.0.0.1"))
              .isInstanceOf(GuardRefusal.class);
          restore();
        });
  }

  @Test
  void a_record_that_says_the_same_is_the_same() {
    Property.holds(
        Property.cases(200),
        gen -> {
          switch (gen.between(0, 3)) {
            case 0 ->
                Files.setLastModifiedTime(
                    file, FileTime.from(Instant.ofEpochSecond(gen.between(0, 99))));
            case 1 -> write(JSON.writeValueAsBytes(JSON.readTree(good)));
            case 2 -> {
              Path aside = folder.resolve("records/aside");
              Files.write(aside, good);
              Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
              Files.move(aside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            default ->
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
          }
          lab.guard.requireRunning();
          restore();
        });
  }

  private void harm(Gen gen) throws IOException {
    gen.oneOf(
            List.<Supplier<Harm>>of(
                () -> field(gen),
                () -> field(gen),
                () -> text(gen),
                () -> damage(gen),
                () -> () -> Files.delete(file),
                () -> () -> mode(gen),
                () -> this::link,
                () -> this::otherName,
                () -> this::directory,
                () -> this::huge))
        .run();
  }

  /** One field's value, edited in place, with the old time put back. */
  private Harm field(Gen gen) {
    String field = gen.ofAll(FIELDS);
    Object value =
        gen.oneOf(
            List.<Supplier<Object>>of(
                () -> gen.text(20),
                gen::anyInt,
                () -> gen.textOf("0123456789abcdef", 32),
                () -> gen.of("https://10.77.0.11:6443", "uid2", "other", "2026-01-01T00:00:00Z"),
                () -> null,
                () -> List.of(gen.text(5)),
                () -> true));
    return () -> {
      ObjectNode json = (ObjectNode) JSON.readTree(good);
      json.set(field, JSON.valueToTree(value));
      if (json.equals(JSON.readTree(good))) {
        json.put(field, "changed");
      }
      FileTime before = Files.getLastModifiedTime(file);
      write(JSON.writeValueAsBytes(json));
      Files.setLastModifiedTime(file, before);
    };
  }

  private Harm text(Gen gen) {
    String whole = new String(good, java.nio.charset.StandardCharsets.UTF_8);
    String changed =
        gen.of(
            whole + whole,
            whole + "{}",
            whole + " null",
            whole.replaceFirst("\\{", "{\"nonce\":\"" + "0".repeat(32) + "\","),
            whole.replaceFirst("\\{", "{\"extra\":1,"),
            whole.replaceFirst("\"kind\" : \"local\",", ""),
            whole.replaceFirst("\"identities\" : \\{", "\"identities\" : {\"postgresql\":\"2\","),
            "// " + whole,
            "[" + whole + "]",
            "",
            "null");
    return () -> write(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private Harm damage(Gen gen) {
    int at = gen.between(0, good.length - 1);
    int what = gen.between(0, 3);
    return () -> {
      byte[] bytes = good.clone();
      if (what == 0) {
        bytes = java.util.Arrays.copyOf(bytes, at);
      } else if (what == 1) {
        bytes = new byte[good.length];
      } else {
        bytes[indexOfNonce() + at % 32] ^= 0x40;
      }
      write(bytes);
    };
  }

  private int indexOfNonce() {
    return new String(good, java.nio.charset.StandardCharsets.UTF_8)
        .indexOf(lab.guard.record().nonce());
  }

  private void mode(Gen gen) throws IOException {
    int more = 1 << gen.of(0, 1, 2, 3, 4, 5, 6, 9, 10, 11);
    Files.setAttribute(file, "unix:mode", 0600 | more);
  }

  private void link() throws IOException {
    Path other = folder.resolve("other");
    Files.move(file, other);
    Files.createSymbolicLink(file, other);
  }

  private void otherName() throws IOException {
    Files.createLink(folder.resolve("other"), file);
  }

  private void directory() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
  }

  /** Sparse: nothing of it may be read. */
  private void huge() throws IOException {
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(3L << 30);
    }
  }

  private void write(byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  @FunctionalInterface
  private interface Harm {
    void run() throws IOException;
  }

  @Test
  void no_method_takes_a_run_id_that_is_none() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String id =
              gen.oneOf(
                  List.<Supplier<String>>of(
                      () -> null,
                      () -> gen.text(10) + "/" + gen.text(10),
                      () ->
                          gen.of("../", "/etc/", "..", ".", "", "a\0", "\ud800", "-x", " x", "x\n")
                              + gen.of("", "../run-1", "/run-1"),
                      () -> "x".repeat(gen.between(65, 500))));
          assertThatThrownBy(() -> lab.store.load(id))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("no run id");
          assertThatThrownBy(() -> lab.store.delete(id))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("no run id");
        });
    assertThat(file).exists();
  }

  @Test
  void delete_takes_records_only_and_does_it_twice() throws IOException {
    Files.createDirectory(folder.resolve("records/run-2.json"));
    assertThatThrownBy(() -> lab.store.delete("run-2")).hasMessageContaining("no regular file");
    assertThat(folder.resolve("records/run-2.json")).exists();
    lab.store.delete("run-1");
    lab.store.delete("run-1");
    assertThat(lab.store.list()).containsExactly("run-2");
  }

  @Test
  void a_settled_record_is_not_read_again_and_still_notices() throws IOException {
    // The kernel alone sets the time of change: wait until it is old enough.
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(20))
        .until(() -> RecordFile.stamp(file).isSettled());
    lab.guard.requireRunning();
    write(
        new String(good, java.nio.charset.StandardCharsets.UTF_8)
            .replace("\"uid\"", "\"uiD\"")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("UID of kube-system");
  }

  @Test
  void a_page_of_a_record_that_somebody_has_in_memory_is_read_again() throws IOException {
    int at = indexOfNonce();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer page = channel.map(FileChannel.MapMode.READ_WRITE, 0, good.length);
      page.put(at, good[at]);
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .until(() -> RecordFile.stamp(file).isSettled());
      lab.guard.requireRunning();
      // From here on no time of the file need change.
      page.put(at, (byte) (good[at] == '0' ? '1' : '0'));
      assertThatThrownBy(lab.guard::requireRecordOnDisk).hasMessageContaining("another nonce");
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThatThrownBy(lab.guard::requireRunning)
                      .hasMessageContaining("another nonce"));
    }
  }

  @Test
  void a_guard_of_an_earlier_run_marks_nothing() {
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    assertThatThrownBy(() -> later.requireBegunHere("Vault"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("began in another one");
    lab.guard.requireBegunHere("Vault");
  }

  @Test
  void a_record_that_cannot_be_kept_is_a_refusal() throws IOException {
    Path blocked = Files.createFile(folder.resolve("blocked"));
    RecordStore nowhere = new RecordStore(blocked.resolve("records"));
    assertThatThrownBy(() -> nowhere.save(lab.guard.record()))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("cannot be kept");
    assertThatThrownBy(() -> new RecordStore(blocked).list())
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("cannot be listed");
    SandboxRecord large =
        lab.guard
            .record()
            .withHosts(
                java.util.stream.IntStream.range(0, 900)
                    .mapToObj(i -> "h" + "x".repeat(100) + i)
                    .toList());
    assertThatThrownBy(() -> lab.store.save(large)).hasMessageContaining("would be larger");
  }
}
