package firedrill.plan;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * YAML with the place of everything, so that a complaint can point at it. SnakeYAML's own nodes
 * (2.x) have places too, but are composed without a word where a field is given twice, and an alias
 * is its anchor, place included: with both looked for they are no shorter.
 */
final class Yaml {

  /** A value and where it begins; lines and columns count from 1. */
  sealed interface Node permits Text, Items, Fields {
    int line();

    int column();
  }

  record Text(String value, int line, int column) implements Node {}

  record Items(List<Node> items, int line, int column) implements Node {}

  record Fields(Map<String, Field> fields, int line, int column) implements Node {}

  /** A named value; the place is the name's. */
  record Field(String name, Node value, int line, int column) {}

  private final Path file;
  private final YAMLParser parser;

  private Yaml(Path file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * @throws PlanException when the file is missing or not YAML
   */
  static Node read(Path file) {
    try (YAMLParser parser = new YAMLFactory().createParser(Files.readString(file))) {
      Yaml yaml = new Yaml(file, parser);
      if (parser.nextToken() == null) {
        throw new PlanException(file + ":1:1: the file is empty");
      }
      Node root = yaml.node("");
      if (parser.nextToken() != null) {
        throw yaml.at(parser.currentTokenLocation(), "only one document is allowed");
      }
      return root;
    } catch (NoSuchFileException e) {
      throw new PlanException(file + " is missing", e);
    } catch (JsonProcessingException e) {
      JsonLocation where = e.getLocation();
      throw new PlanException(
          "%s:%d:%d: not YAML: %s"
              .formatted(
                  file,
                  where == null ? 1 : where.getLineNr(),
                  where == null ? 1 : where.getColumnNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new PlanException("cannot read " + file + ": " + e, e);
    }
  }

  private Node node(String path) throws IOException {
    JsonLocation at = parser.currentTokenLocation();
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Field> fields = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        JsonLocation nameAt = parser.currentTokenLocation();
        String name = parser.currentName();
        parser.nextToken();
        Field field =
            new Field(name, node(path + name + "."), nameAt.getLineNr(), nameAt.getColumnNr());
        if (fields.put(name, field) != null) {
          throw at(nameAt, "field " + path + name + " is given twice");
        }
      }
      return new Fields(fields, at.getLineNr(), at.getColumnNr());
    }
    if (token == JsonToken.START_ARRAY) {
      List<Node> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(path));
      }
      return new Items(items, at.getLineNr(), at.getColumnNr());
    }
    if (parser.isCurrentAlias()) {
      throw at(
          at, "*" + parser.getText() + " is a YAML alias, which is not resolved; write it out");
    }
    String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
    return new Text(text, at.getLineNr(), at.getColumnNr());
  }

  private PlanException at(JsonLocation where, String what) {
    return new PlanException(
        "%s:%d:%d: %s".formatted(file, where.getLineNr(), where.getColumnNr(), what));
  }
}
