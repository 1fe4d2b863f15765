package firedrill.component.minio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.guard.GuardedMinio;
import firedrill.guard.MinioLogin;
import io.minio.Signer;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The part of MinIO's admin API that the SDK lacks (minio, cmd/admin-router.go). */
final class AdminApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REGION = "us-east-1";
  private static final String HEAL_STATUS = "/minio/admin/v3/background-heal/status";
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Whoever is turned down before the admin API is reached is answered as S3 does. */
  private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");

  private final URI address;
  private final MinioLogin root;
  private final Call.Factory wire;

  AdminApi(GuardedMinio store, URI address, MinioLogin root) {
    this.address = address;
    this.root = root;
    this.wire = store.at(address).wire(CONNECT, CALL);
  }

  List<DriveState> drives() throws IOException {
    JsonNode answer = post(HEAL_STATUS);
    List<DriveState> all = new ArrayList<>();
    for (JsonNode set : answer.path("sets")) {
      for (JsonNode disk : set.path("disks")) {
        all.add(
            new DriveState(
                disk.path("endpoint").asText(),
                disk.path("state").asText(),
                disk.path("pool_index").asInt(),
                progress(disk.path("heal_info"))));
      }
    }
    return all;
  }

  private static Optional<DriveState.Progress> progress(JsonNode info) {
    return info.isMissingNode() || info.isNull()
        ? Optional.empty()
        : Optional.of(
            new DriveState.Progress(
                info.path("items_healed").asLong(),
                info.path("items_failed").asLong(),
                info.path("bytes_done").asLong(),
                info.path("finished").asBoolean()));
  }

  /**
   * Asks the same with a clock that is not the server's.
   *
   * @return HTTP status and, of an error, MinIO's code for it
   */
  String askWithClock(Duration ahead) throws IOException {
    try (Response response =
        wire.newCall(request(HEAL_STATUS, Instant.now().plus(ahead))).execute()) {
      Matcher code = CODE.matcher(response.body().string());
      return code.find() ? response.code() + " " + code.group(1) : "" + response.code();
    }
  }

  private Request request(String path, Instant at) throws IOException {
    String empty = HexFormat.of().formatHex(sha256(""));
    URI uri = address.resolve(path);
    Request request =
        new Request.Builder()
            .url(uri.toString())
            .header("Host", uri.getRawAuthority())
            .header("x-amz-content-sha256", empty)
            .header("x-amz-date", AMZ_DATE.format(at))
            .post(RequestBody.create(new byte[0]))
            .build();
    return signed(request, empty);
  }

  private JsonNode post(String path) throws IOException {
    try (Response response = wire.newCall(request(path, Instant.now())).execute()) {
      if (response.code() != 200) {
        throw new IOException("POST " + path + ": HTTP " + response.code());
      }
      return JSON.readTree(response.body().byteStream());
    }
  }

  private Request signed(Request request, String hash) throws IOException {
    try {
      return Signer.signV4S3(request, REGION, root.accessKey(), root.secretKey(), hash);
    } catch (MinioException e) {
      throw new IOException("cannot sign " + request.url().encodedPath(), e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
