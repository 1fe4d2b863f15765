package firedrill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.files.Attempts;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files of a drill that runs, to begin with: a link is cut under load, and an entry is deleted
 * in its twin.
 *
 * @param id lower case with dashes
 * @param title one line for people
 */
record NewDrill(String id, String title) {

  private static final String ID = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  NewDrill {
    if (!id.matches(ID)) {
      throw new ToolException(
          "a drill is called in lower case with dashes, for example pi3-cut-off; found " + id);
    }
    if (title.isBlank() || !title.matches("[^\"\\\\\\p{Cntrl}]*") || title.contains("*/")) {
      throw new ToolException("--title is one line without quotes and backslashes; found " + title);
    }
  }

  /** For example {@code Pi3CutOffDrill}. */
  String className() {
    return Arrays.stream(id.split("-", -1))
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining())
        + "Drill";
  }

  /**
   * Writes them; all or none.
   *
   * @param project the folder with {@code drills/} and {@code src/}
   * @return what was written
   * @throws ToolException when one of them is there already
   */
  List<Path> write(Path project) throws IOException {
    Path drill = project.resolve("drills").resolve(id);
    Map<Path, String> files = new LinkedHashMap<>();
    for (String name : List.of("plan.yaml", "runbook.md", "story.yaml")) {
      files.put(drill.resolve(name), text(name));
    }
    Path classes = project.resolve("src/test/java/drills");
    files.put(classes.resolve(className() + ".java"), text("Drill.java.txt"));
    for (Path file : files.keySet()) {
      if (Files.exists(file)) {
        throw new ToolException(file + " is there already; nothing was written");
      }
    }
    List<Path> made = new ArrayList<>();
    try {
      for (Map.Entry<Path, String> file : files.entrySet()) {
        Files.createDirectories(file.getKey().getParent());
        made.add(file.getKey());
        Files.writeString(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      for (Path file : made) {
        Attempts.after(e, () -> Files.deleteIfExists(file));
      }
      throw e;
    }
    return made;
  }

  private String text(String name) {
    try (InputStream in = NewDrill.class.getResourceAsStream("drill/" + name)) {
      return new String(in.readAllBytes(), UTF_8)
          .replace("{{id}}", id)
          .replace("{{class}}", className())
          .replace("{{title}}", title);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the template of " + name, e);
    }
  }
}
