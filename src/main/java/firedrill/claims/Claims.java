package firedrill.claims;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The claims of the source documents, from {@code drills/claims.yaml}. */
public record Claims(List<Claim> all) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Claims {
    all = List.copyOf(all);
  }

  /** The claim with this id. */
  public Optional<Claim> find(String id) {
    return all.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** The claims that some drills are to decide, in the order of the file. */
  List<Claim> of(Collection<String> drills) {
    return all.stream().filter(c -> c.drills().stream().anyMatch(drills::contains)).toList();
  }

  /**
   * Reads and checks the file.
   *
   * @param drills ids of those there are
   * @throws ClaimsException naming file, line and field of the first mistake
   */
  public static Claims read(Path file, Collection<String> drills) throws IOException {
    Set<String> known = new TreeSet<>(drills);
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
        Claim claim = claim(file, parser, line);
        check(file, line, claim, ids, known);
        claims.add(claim);
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw at(file, parser, "claims", "every item must be a claim with id, source, text…");
      }
      if (parser.nextToken() != JsonToken.END_OBJECT) {
        throw at(file, parser, String.valueOf(parser.currentName()), "unknown; remove it");
      }
    } catch (JsonProcessingException e) {
      throw new ClaimsException(file, line(e.getLocation()), "syntax", e.getOriginalMessage());
    }
    return new Claims(claims);
  }

  private static Claim claim(Path file, JsonParser parser, int line) throws IOException {
    try {
      return parser.readValueAs(Claim.class);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof StreamReadException syntax) {
        throw syntax;
      }
      throw mistake(file, line, field(e), e.getOriginalMessage());
    }
  }

  /** A mistake in the claim that begins at a line, told at its field's own line if it has one. */
  private static ClaimsException mistake(Path file, int line, String field, String what)
      throws IOException {
    Pattern written =
        Pattern.compile("[\\s-]*" + Pattern.quote(field.replaceFirst("\\..*", "")) + "\\s*:.*");
    List<String> lines = Files.readAllLines(file);
    for (int i = line; i <= lines.size(); i++) {
      if (i > line && lines.get(i - 1).strip().startsWith("- ")) {
        break;
      }
      if (written.matcher(lines.get(i - 1)).matches()) {
        return new ClaimsException(file, i, field, what);
      }
    }
    return new ClaimsException(file, line, field, what);
  }

  private static void expect(
      Path file, JsonParser parser, JsonToken token, String field, String otherwise)
      throws IOException {
    if (parser.nextToken() != token) {
      throw at(file, parser, field, otherwise);
    }
  }

  private static void check(Path file, int line, Claim claim, Set<String> ids, Set<String> known)
      throws IOException {
    if (!claim.id().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw mistake(file, line, "id", "\"" + claim.id() + "\": use a-z, 0-9, hyphens");
    }
    if (!ids.add(claim.id())) {
      throw mistake(file, line, "id", claim.id() + " is used twice");
    }
    blank(file, line, "text.en", claim.text().en());
    blank(file, line, "text.fr", claim.text().fr());
    both(file, line, "by-construction", claim.byConstruction());
    both(file, line, "reason", claim.reason());
    both(file, line, "note", claim.note());
    blank(file, line, "source.document", claim.source().document());
    blank(file, line, "source.section", claim.source().section());
    for (String drill : claim.drills()) {
      if (!known.contains(drill)) {
        String all = String.join(", ", known);
        throw mistake(file, line, "drills", "unknown drill " + drill + "; known: " + all);
      }
    }
    if (claim.drills().isEmpty() && claim.reason().isBlank()) {
      throw mistake(
          file, line, "drills", claim.id() + " names no drill; add one, or reason: why none can");
    }
    for (String place : claim.seenIn()) {
      if (!place.matches("[a-z0-9-]+/[a-z0-9-]+")) {
        throw mistake(file, line, "seen-in", place + ": write <drill>/<scenario>");
      }
    }
    if (claim.falsifier().isBlank() != claim.seenIn().isEmpty()) {
      throw mistake(
          file,
          line,
          claim.falsifier().isBlank() ? "falsifier" : "seen-in",
          claim.id() + " needs both: falsifier:, and seen-in: where it is seen");
    }
    if (!claim.falsifier().isBlank() && !claim.byConstruction().isBlank()) {
      throw mistake(
          file, line, "by-construction", "has no falsifier; " + claim.id() + " has one, remove it");
    }
  }

  private static void both(Path file, int line, String field, Claim.Text text) throws IOException {
    if (text.en().isBlank() != text.fr().isBlank()) {
      throw mistake(file, line, field, "must be there in both languages, en: and fr:");
    }
  }

  private static void blank(Path file, int line, String field, String value) throws IOException {
    if (value == null || value.isBlank()) {
      throw mistake(file, line, field, "must not be empty");
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
