package firedrill.guard;

import io.minio.Signer;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The mark in an S3 store: an object in a bucket of its own with the nonce and the store's name,
 * and the moment at which the store says it was written. A mirror copies the one, with its own time
 * and into a store of another name.
 */
final class MinioMark {
  static final String BUCKET = "/firedrill-mark";
  static final String OBJECT = BUCKET + "/run";

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("<(?:[A-Za-z0-9]+:)?Name(?:\\s[^>]*)?>([^<]*)<");
  private static final String REMEDY =
      "only the run that started a store marks it: start it with a root login made afresh,"
          + " and mark it before anything is put in";

  private final Guard guard;
  private final String store;
  private final URI address;
  private final Supplier<MinioLogin> root;
  private final OkHttpClient wire;

  private record Answer(int status, String modified, String body) {}

  MinioMark(Guard guard, String store, URI address, Supplier<MinioLogin> root) {
    this.guard = guard;
    this.store = store;
    this.address = address;
    this.root = root;
    this.wire = BoundWire.asking(guard, address, CONNECT, Answers.WITHIN, null);
  }

  /** Whether this run has marked the store. */
  boolean isWritten() {
    return guard.requireRecordOnDisk().identities().containsKey(store);
  }

  /** Looks at the store itself. */
  void verify() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    String written = kept.identities().get(store);
    if (written == null) {
      throw refusal("this run has not marked it");
    }
    if (!written.equals(read(kept))) {
      throw refusal("its mark was not written when this run wrote it: it is a copy");
    }
  }

  /**
   * Marks a store that was started with a login of this process, and that holds nothing, unless it
   * is written down as marked: look at it in either case.
   */
  void write() {
    guard.requireBegunHere(name());
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (isWritten()) {
      return;
    }
    MinioLogin login = root();
    if (!login.isMadeHere()) {
      throw refusal("its root login was not made by this process");
    }
    requireUnused(login, kept);
    expect(ask("PUT", BUCKET, "", login), "make the bucket of");
    expect(ask("PUT", OBJECT, text(kept), login), "write");
    guard.recordIdentity(store, read(kept));
  }

  private void requireUnused(MinioLogin login, SandboxRecord kept) {
    if (ask("GET", "/", null, MinioLogin.fresh()).status() != 403) {
      throw refusal("it lets in whoever asks, so nobody knows who started it");
    }
    Answer buckets = ask("GET", "/", null, login);
    if (buckets.status() != 200 || !buckets.body().contains("<ListAllMyBucketsResult")) {
      throw refusal("its buckets cannot be listed: HTTP " + buckets.status());
    }
    Matcher name = NAME.matcher(buckets.body());
    while (name.find()) {
      if (!("/" + name.group(1)).equals(BUCKET)) {
        throw refusal("it is in use: it has the bucket " + Shown.text(name.group(1), 80));
      }
    }
    if (buckets.body().contains("ContinuationToken")) {
      throw refusal("it is in use: it has more buckets than it tells at once");
    }
    Answer before = ask("GET", OBJECT, null, login);
    if (before.status() != 404 && !before.body().equals(text(kept))) {
      throw refusal("it has a mark already, another one: HTTP " + before.status());
    }
  }

  private void expect(Answer answer, String action) {
    // A bucket of that name that is this login's own comes from a first try.
    boolean again = answer.status() == 409 && answer.body().contains("BucketAlreadyOwnedByYou");
    if (answer.status() != 200 && !again) {
      throw refusal("could not " + action + " the mark: HTTP " + answer.status());
    }
  }

  /** When the store says that the mark was written. */
  private String read(SandboxRecord kept) {
    Answer answer = ask("GET", OBJECT, null, root());
    if (answer.status() != 200) {
      throw refusal("its mark cannot be read: HTTP " + answer.status());
    }
    if (!text(kept).equals(answer.body())) {
      throw refusal("its mark carries another run's nonce or another store's name");
    }
    try {
      Instant modified =
          DateTimeFormatter.RFC_1123_DATE_TIME.parse(answer.modified(), Instant::from);
      return String.valueOf(modified.getEpochSecond());
    } catch (java.time.DateTimeException e) {
      throw refusal("it does not tell when its mark was written");
    }
  }

  private MinioLogin root() {
    MinioLogin login = root.get();
    if (login == null) {
      throw refusal("there is no root login to look at its mark with");
    }
    return login;
  }

  private String text(SandboxRecord kept) {
    return kept.nonce() + " " + store;
  }

  private Answer ask(String method, String path, String body, MinioLogin login) {
    String what =
        "the guard cannot see the mark: "
            + GuardedHttpClient.describe(method, address.resolve(path));
    try (Response response = wire.newCall(signed(method, path, body, login)).execute()) {
      // 499: the server is being stopped (minio, ErrClientDisconnected in cmd/api-errors.go).
      if (response.code() >= 499 || response.code() == 429) {
        throw new IOException("HTTP " + response.code());
      }
      byte[] bytes = response.body().byteStream().readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
      }
      return new Answer(
          response.code(),
          response.header("Last-Modified", ""),
          new String(bytes, StandardCharsets.UTF_8));
    } catch (Refused e) {
      throw e.why();
    } catch (IOException e) {
      IOException plain = Ending.plain(e);
      throw new UncheckedIOException(what + ": " + Shown.text(plain.getMessage()), plain);
    }
  }

  private Request signed(String method, String path, String body, MinioLogin login) {
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    String hash = sha256(bytes);
    URI uri = address.resolve(path);
    Request request =
        new Request.Builder()
            .url(uri.toString())
            .header("Host", uri.getRawAuthority())
            .header("x-amz-content-sha256", hash)
            .header("x-amz-date", AMZ_DATE.format(Instant.now()))
            .method(method, body == null ? null : RequestBody.create(bytes))
            .build();
    try {
      return Signer.signV4S3(
          request, GuardedMinio.REGION, login.accessKey(), login.secretKey(), hash);
    } catch (MinioException e) {
      throw refusal("its request cannot be signed");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String name() {
    return "store " + store + " at " + Shown.address(address);
  }

  private GuardRefusal refusal(String why) {
    return new GuardRefusal(name(), why, REMEDY);
  }
}
