package firedrill.guard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A record as JSON: one object of exactly the known fields, each once and of its own type. */
final class RecordJson {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String IDENTITIES = "identities";
  private static final Set<String> FIELDS =
      Set.of(
          "runId",
          "nonce",
          "kind",
          "created",
          "networks",
          "hosts",
          "apiServer",
          "caSha256",
          "kubeSystemUid",
          "vaultClusterId");

  private RecordJson() {}

  static byte[] bytes(SandboxRecord record) {
    ObjectNode json = JSON.createObjectNode();
    json.put("runId", record.runId());
    json.put("nonce", record.nonce());
    json.put("kind", record.kind());
    json.put("created", record.created().toString());
    record.networks().forEach(json.putArray("networks")::add);
    record.hosts().forEach(json.putArray("hosts")::add);
    json.put("apiServer", record.apiServer() == null ? null : record.apiServer().toString());
    json.put("caSha256", record.caSha256());
    json.put("kubeSystemUid", record.kubeSystemUid());
    json.put("vaultClusterId", record.vaultClusterId());
    ObjectNode identities = json.putObject(IDENTITIES);
    new TreeMap<>(record.identities()).forEach(identities::put);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }

  /**
   * @throws NotARecord saying what is wrong with it
   * @throws GuardRefusal when a field's value is none that a record may have
   */
  static SandboxRecord parse(byte[] bytes) throws NotARecord {
    JsonNode json;
    try {
      json =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new NotARecord("it is not one JSON document in UTF-8, each name once");
    }
    if (json == null || !json.isObject()) {
      throw new NotARecord("it is no JSON object");
    }
    Set<String> names = new TreeSet<>();
    json.fieldNames().forEachRemaining(names::add);
    names.remove(IDENTITIES);
    if (!names.equals(FIELDS)) {
      throw new NotARecord("its fields are not those of a record");
    }
    String server = text(json, "apiServer", true);
    return new SandboxRecord(
        text(json, "runId", false),
        text(json, "nonce", false),
        text(json, "kind", false),
        instant(text(json, "created", false)),
        texts(json, "networks"),
        texts(json, "hosts"),
        server == null ? null : address(server),
        text(json, "caSha256", true),
        text(json, "kubeSystemUid", true),
        text(json, "vaultClusterId", true),
        identities(json));
  }

  private static Map<String, String> identities(JsonNode json) throws NotARecord {
    JsonNode all = json.path(IDENTITIES);
    if (!all.isObject() && !all.isMissingNode()) {
      throw new NotARecord("its identities are no object");
    }
    Map<String, String> identities = new TreeMap<>();
    for (var one : all.properties()) {
      identities.put(one.getKey(), text(all, one.getKey(), false));
    }
    return identities;
  }

  private static Instant instant(String text) throws NotARecord {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new NotARecord("its time of creation is none");
    }
  }

  private static URI address(String text) throws NotARecord {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new NotARecord("its API server is no address");
    }
  }

  private static String text(JsonNode json, String field, boolean mayBeNull) throws NotARecord {
    JsonNode value = json.path(field);
    if (value.isNull() && mayBeNull) {
      return null;
    }
    if (!value.isTextual()) {
      throw new NotARecord("its " + Shown.text(field) + " is no text");
    }
    return value.textValue();
  }

  private static List<String> texts(JsonNode json, String field) throws NotARecord {
    JsonNode list = json.path(field);
    if (!list.isArray()) {
      throw new NotARecord("its " + field + " is no list");
    }
    List<String> values = new ArrayList<>();
    for (JsonNode value : list) {
      if (!value.isTextual()) {
        throw new NotARecord("its " + field + " holds something else than texts");
      }
      values.add(value.textValue());
    }
    return values;
  }

  /** Not a refusal yet: who knows the file's name makes it one. */
  static final class NotARecord extends Exception {
    private static final long serialVersionUID = 1L;

    NotARecord(String why) {
      super(why);
    }
  }
}
