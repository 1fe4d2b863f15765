package firedrill.report;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The claims of the source documents, from {@code drills/claims.yaml}. */
public record Claims(List<Claim> all) {

  /** The drills of the design, whether they are written yet or not. */
  public static final Set<String> KNOWN_DRILLS =
      Set.of(
          "power-cut",
          "longhorn-crd-wipe",
          "longhorn-cr-restore",
          "longhorn-webhook-deadlock",
          "vault-sealed",
          "order-matters",
          "foundations-first",
          "minio-node-loss",
          "minio-site-loss",
          "minio-both-sites",
          "cluster-rebuild",
          "backup-verify",
          "retain-policy",
          "alerts-fire",
          "migration-checklist");

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Claims {
    all = List.copyOf(all);
  }

  /** The claim with this id. */
  public Optional<Claim> find(String id) {
    return all.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** The claims a drill is to decide, in the order of the file. */
  public List<Claim> of(String drill) {
    return all.stream().filter(c -> c.drills().contains(drill)).toList();
  }

  /**
   * Reads and checks the file.
   *
   * @throws ClaimsException naming file, line and field of the first mistake
   */
  public static Claims read(Path file) throws IOException {
    List<Claim> claims = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    try (JsonParser parser = YAML.createParser(file.toFile())) {
      expect(file, parser, JsonToken.START_OBJECT, "claims", "the file holds one list, claims:");
      parser.nextToken();
      if (!"claims".equals(parser.currentName())) {
        throw at(file, parser, String.valueOf(parser.currentName()), "unknown; expected claims:");
      }
      expect(file, parser, JsonToken.START_ARRAY, "claims", "must be a list");
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        int line = parser.currentTokenLocation().getLineNr();
        Claim claim = parser.readValueAs(Claim.class);
        check(file, line, claim, ids);
        claims.add(claim);
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw at(file, parser, "claims", "every item must be a claim with id, source, text…");
      }
      if (parser.nextToken() != JsonToken.END_OBJECT) {
        throw at(file, parser, String.valueOf(parser.currentName()), "unknown; remove it");
      }
    } catch (JsonMappingException e) {
      throw new ClaimsException(file, line(e.getLocation()), field(e), e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new ClaimsException(file, line(e.getLocation()), "syntax", e.getOriginalMessage());
    }
    return new Claims(claims);
  }

  private static void expect(
      Path file, JsonParser parser, JsonToken token, String field, String otherwise)
      throws IOException {
    if (parser.nextToken() != token) {
      throw at(file, parser, field, otherwise);
    }
  }

  private static void check(Path file, int line, Claim claim, Set<String> ids) {
    if (!claim.id().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new ClaimsException(file, line, "id", "\"" + claim.id() + "\": use a-z, 0-9, hyphens");
    }
    if (!ids.add(claim.id())) {
      throw new ClaimsException(file, line, "id", claim.id() + " is used twice");
    }
    blank(file, line, "text.en", claim.text().en());
    blank(file, line, "text.fr", claim.text().fr());
    blank(file, line, "source.document", claim.source().document());
    blank(file, line, "source.section", claim.source().section());
    for (String drill : claim.drills()) {
      if (!KNOWN_DRILLS.contains(drill)) {
        throw new ClaimsException(
            file, line, "drills", "unknown drill " + drill + "; known: " + known());
      }
    }
    if (claim.drills().isEmpty() && claim.reason().isBlank()) {
      throw new ClaimsException(
          file, line, "drills", claim.id() + " names no drill; add one, or reason: why none can");
    }
    if (!ClaimOutcome.NOT_DRILLED.words().equals(claim.status())) {
      throw new ClaimsException(
          file, line, "status", "must be \"not drilled\"; runs write their own outcome");
    }
  }

  private static String known() {
    return KNOWN_DRILLS.stream().sorted().collect(Collectors.joining(", "));
  }

  private static void blank(Path file, int line, String field, String value) {
    if (value == null || value.isBlank()) {
      throw new ClaimsException(file, line, field, "must not be empty");
    }
  }

  private static ClaimsException at(Path file, JsonParser parser, String field, String what) {
    return new ClaimsException(file, line(parser.currentTokenLocation()), field, what);
  }

  private static int line(JsonLocation location) {
    return location == null ? 0 : location.getLineNr();
  }

  private static String field(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(name -> name != null)
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "claim" : path;
  }
}
