package firedrill.report;

import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Attaches a scenario's files to the running Allure test case. */
final class AllureAttachments {

  /** More than this of one file is cut: its beginning and its end are kept. */
  private static final int LIMIT_BYTES = 512 * 1024;

  private static final String PICTURE = ".svg";

  private final AllureLifecycle lifecycle;

  AllureAttachments() {
    this(Allure.getLifecycle());
  }

  AllureAttachments(AllureLifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /**
   * Attaches the journal, what the scenario has drawn, the plan and the runbook; after a failure
   * also every file below {@code collected}: the logs of all components, Kubernetes events and
   * objects.
   *
   * @param scenario the folder with {@code journal.jsonl}
   * @param drill the folder with {@code plan.yaml} and {@code runbook.md}
   * @param failed whether it did not end as it must
   * @throws IOException if a file is there and cannot be read; the others are attached first
   */
  void attach(Path scenario, Path drill, boolean failed) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(scenario.resolve("journal.jsonl"));
    files.addAll(pictures(scenario));
    files.add(drill.resolve("plan.yaml"));
    files.add(drill.resolve("runbook.md"));
    if (failed) {
      files.addAll(below(scenario.resolve("collected")));
    }
    IOException first = null;
    for (Path file : files) {
      try {
        if (Files.isRegularFile(file)) {
          attach(file, scenario);
        }
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void attach(Path file, Path scenario) throws IOException {
    String name =
        file.startsWith(scenario)
            ? scenario.relativize(file).toString()
            : String.valueOf(file.getFileName());
    byte[] content = Files.readAllBytes(file);
    if (name.endsWith(PICTURE)) {
      lifecycle.addAttachment(name, "image/svg+xml", PICTURE, content);
    } else {
      lifecycle.addAttachment(name, "text/plain", extension(name), cut(content));
    }
  }

  private static byte[] cut(byte[] content) {
    if (content.length <= LIMIT_BYTES) {
      return content;
    }
    int half = LIMIT_BYTES / 2;
    String middle = "\n… " + (content.length - LIMIT_BYTES) + " bytes left out …\n";
    return (new String(content, 0, half, StandardCharsets.UTF_8)
            + middle
            + new String(content, content.length - half, half, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String extension(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".md") || lower.endsWith(".jsonl")
        ? lower.substring(lower.lastIndexOf('.'))
        : ".txt";
  }

  private static List<Path> pictures(Path scenario) throws IOException {
    try (Stream<Path> files = Files.list(scenario)) {
      return files.filter(f -> f.getFileName().toString().endsWith(PICTURE)).sorted().toList();
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
