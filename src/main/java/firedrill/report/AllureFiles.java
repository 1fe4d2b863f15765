package firedrill.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files beside Allure's results: environment, categories and executor. */
public final class AllureFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AllureFiles() {}

  /**
   * Writes all three into the results folder.
   *
   * @param start a {@code run.started} event
   */
  public static void write(Path results, JsonNode start) throws IOException {
    Files.createDirectories(results);
    Files.writeString(
        results.resolve("environment.properties"), environment(start), StandardCharsets.UTF_8);
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(results.resolve("categories.json").toFile(), categories());
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(results.resolve("executor.json").toFile(), executor(start));
  }

  private static String environment(JsonNode start) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String field : new String[] {"commit", "seed", "sandbox", "run"}) {
      rows.put(field, JournalView.text(start, field));
    }
    if (start.path("dirty").asBoolean()) {
      rows.merge("commit", " (with uncommitted changes)", String::concat);
    }
    rows.put("java", System.getProperty("java.version"));
    start.path("versions").properties().forEach(v -> rows.put(v.getKey(), v.getValue().asText()));
    Properties properties = new Properties();
    properties.putAll(rows);
    StringWriter writer = new StringWriter();
    properties.store(writer, null);
    // The first line is a date, which would make two equal runs differ.
    return writer.toString().lines().skip(1).sorted().collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * In this order: Allure puts a result in every category that fits, so they exclude each other.
   */
  private static ArrayNode categories() {
    ArrayNode categories = JSON.createArrayNode();
    category(categories, "FAIL: data lost, out of order or too late", "(?s)^FAIL.*");
    category(categories, "INCONCLUSIVE: nothing was proved", "(?s)^INCONCLUSIVE.*");
    category(categories, "Harness error", "(?s)^(?!FAIL|INCONCLUSIVE).*");
    return categories;
  }

  private static void category(ArrayNode categories, String name, String message) {
    ObjectNode category = categories.addObject().put("name", name).put("messageRegex", message);
    category.putArray("matchedStatuses").add("failed").add("broken");
  }

  private static ObjectNode executor(JsonNode start) {
    String run = JournalView.text(start, "run");
    return JSON.createObjectNode()
        .put("name", "firedrill")
        .put("type", "firedrill")
        .put("reportName", "firedrill " + run)
        .put("buildName", run);
  }
}
