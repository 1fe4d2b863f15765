package drills;

import com.fasterxml.jackson.databind.ObjectMapper;
import drills.ChecklistLine.State;
import drills.ChecklistLine.Walked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document's migration checklist, each line of it a check or a question for people. */
record Checklist(List<ChecklistLine> lines) {

  /** The lines of one half, as they are found now. */
  List<Walked> walk(boolean before) {
    return lines.stream().filter(line -> line.before() == before).map(ChecklistLine::walk).toList();
  }

  ChecklistLine line(String id) {
    return lines.stream().filter(line -> line.id().equals(id)).findFirst().orElseThrow();
  }

  static List<String> open(List<Walked> walked) {
    return walked.stream()
        .filter(w -> w.state() == State.OPEN || w.state() == State.NOT_ANSWERED)
        .map(Walked::id)
        .toList();
  }

  /**
   * For machines and for people: {@code <name>.json} and {@code <name>.md}.
   *
   * @param folder exists
   */
  void write(Path folder, String name, List<Walked> walked) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    StringBuilder printed = new StringBuilder("# " + name + "\n\n");
    for (Walked one : walked) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("id", one.id());
      row.put("text", one.text());
      row.put("state", one.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      row.put("seen", one.seen());
      rows.add(row);
      printed.append("- ").append(one).append('\n');
    }
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve(name + ".json").toFile(), rows);
    Files.writeString(folder.resolve(name + ".md"), printed);
  }
}
