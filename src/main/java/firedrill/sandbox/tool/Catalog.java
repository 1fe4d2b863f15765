package firedrill.sandbox.tool;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The programs firedrill knows: {@code sandbox/tools/catalog.yaml}. */
record Catalog(Path file, Map<String, CatalogEntry> tools) {
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private record Document(
      @JsonProperty(required = true) LinkedHashMap<String, CatalogEntry> tools) {}

  /**
   * @throws ToolException naming file, line and field of what is wrong
   */
  static Catalog read(Path file) {
    try {
      Document document = YAML.readValue(Files.readString(file), Document.class);
      if (document == null || document.tools() == null || document.tools().isEmpty()) {
        throw new ToolException(file + ":1: tools: lists no program");
      }
      document
          .tools()
          .forEach(
              (name, entry) -> {
                if (entry == null) {
                  throw new ToolException(file + ": tools." + name + ": is empty");
                }
              });
      return new Catalog(file, document.tools());
    } catch (JsonProcessingException e) {
      throw new ToolException(
          file + ":" + line(e) + ": " + field(e) + e.getOriginalMessage().lines().findFirst().get(),
          e);
    } catch (IOException e) {
      throw new ToolException("cannot read the catalogue of programs " + file + ": " + e, e);
    }
  }

  /**
   * @throws ToolException listing the known names if this is none of them
   */
  CatalogEntry get(String name) {
    CatalogEntry entry = tools.get(name);
    if (entry == null) {
      throw new ToolException(
          "unknown program \""
              + name
              + "\"; "
              + file
              + " knows "
              + String.join(", ", new TreeSet<>(names())));
    }
    return entry;
  }

  Set<String> names() {
    return tools.keySet();
  }

  /** The one it is of: the catalogue is {@code sandbox/tools/catalog.yaml}. */
  Path checkout() {
    return file.toAbsolutePath().resolveSibling("../..").normalize();
  }

  Path module(CatalogEntry entry) {
    return file.resolveSibling(entry.module());
  }

  private static int line(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null ? 1 : location.getLineNr();
  }

  private static String field(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining(".", "", ": "));
  }
}
