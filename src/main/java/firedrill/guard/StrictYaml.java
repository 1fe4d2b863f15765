package firedrill.guard;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One YAML document of maps, lists and scalars; no anchors, aliases, tags or duplicate keys. */
final class StrictYaml {
  private static final int MAX_DEPTH = 10;
  private static final int MAX_NODES = 2000;
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final YAMLParser parser;
  private final int[] text;
  private int nodes;

  private StrictYaml(YAMLParser parser, String text) {
    this.parser = parser;
    this.text = text.codePoints().toArray();
  }

  /**
   * @throws IOException saying what is not plain about it
   */
  static Object parse(String text) throws IOException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      StrictYaml yaml = new StrictYaml(parser, text);
      if (parser.nextToken() == null) {
        throw new IOException("it is empty");
      }
      Object value = yaml.value(0);
      if (parser.nextToken() != null) {
        throw new IOException("it holds more than one document");
      }
      return value;
    } catch (StackOverflowError e) {
      throw new IOException("it is nested too deeply", e);
    } catch (JsonProcessingException e) {
      // What the parser says may quote the text.
      boolean twice = String.valueOf(e.getMessage()).startsWith("Duplicate field");
      throw new IOException(twice ? "Duplicate field: it has one field twice" : "it is not YAML");
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      // SnakeYAML reports some malformed input with unchecked exceptions of its own.
      throw new IOException("it is not YAML", e);
    }
  }

  private Object value(int depth) throws IOException {
    requirePlain(depth);
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> map = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        requirePlain(depth);
        String key = parser.currentName();
        parser.nextToken();
        map.put(key, value(depth + 1));
      }
      return map;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(depth + 1));
      }
      return list;
    }
    return token == JsonToken.VALUE_NULL ? null : scalar(token);
  }

  private Object scalar(JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    if (token == null || !token.isScalarValue()) {
      throw new IOException("it ends too early");
    }
    return parser.getText();
  }

  private void requirePlain(int depth) throws IOException {
    JsonParser plain = parser;
    if (parser.isCurrentAlias() || plain.getObjectId() != null || beginsWith('&')) {
      throw new IOException("it uses YAML anchors or aliases");
    }
    if (plain.getTypeId() != null || beginsWith('!')) {
      throw new IOException("it uses YAML tags");
    }
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      throw new IOException("it is nested too deeply or too large");
    }
  }

  /**
   * Jackson does not report the anchor of a scalar, nor the tag of a key, but where they begin:
   * with it.
   */
  private boolean beginsWith(char sign) {
    long start = parser.currentTokenLocation().getCharOffset();
    return start >= 0 && start < text.length && text[(int) start] == sign;
  }
}
