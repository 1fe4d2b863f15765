package firedrill.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.journal.Fields;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files beside Allure's results: environment, categories and executor. */
final class AllureFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AllureFiles() {}

  /**
   * Writes all three into the results folder.
   *
   * @param sources the project's {@code reports/}
   * @param start a {@code run.started} event
   */
  static void write(Path results, Path sources, Fields start) throws IOException {
    Files.createDirectories(results);
    Files.writeString(
        results.resolve("environment.properties"), environment(start), StandardCharsets.UTF_8);
    // Allure puts a result in every category that fits, so these exclude each other.
    Files.copy(
        sources.resolve("config").resolve("allure-categories.json"),
        results.resolve("categories.json"),
        StandardCopyOption.REPLACE_EXISTING);
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(results.resolve("executor.json").toFile(), executor(start));
  }

  private static String environment(Fields start) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String field : new String[] {"commit", "seed", "sandbox", "run"}) {
      rows.put(field, start.text(field));
    }
    if (start.isTrue("dirty")) {
      rows.merge("commit", " (with uncommitted changes)", String::concat);
    }
    rows.put("java", System.getProperty("java.version"));
    Fields versions = start.in("versions");
    versions.fields().keySet().forEach(program -> rows.put(program, versions.text(program)));
    Properties properties = new Properties();
    properties.putAll(rows);
    StringWriter writer = new StringWriter();
    properties.store(writer, null);
    // The first line is a date, which would make two equal runs differ.
    return writer.toString().lines().skip(1).sorted().collect(Collectors.joining("\n", "", "\n"));
  }

  private static ObjectNode executor(Fields start) {
    String run = start.text("run");
    return JSON.createObjectNode()
        .put("name", "firedrill")
        .put("type", "firedrill")
        .put("reportName", "firedrill " + run)
        .put("buildName", run);
  }
}
