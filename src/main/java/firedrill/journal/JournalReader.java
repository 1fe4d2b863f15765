package firedrill.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a journal back, also one whose writer was killed. */
public final class JournalReader {

  /**
   * What could be read.
   *
   * @param events every whole line
   * @param truncated what is wrong with the last line, when its writer died in the middle of it
   */
  public record Reading(List<Event> events, Optional<String> truncated) {}

  private JournalReader() {}

  /**
   * Reads all of it.
   *
   * @throws JournalException when the file cannot be read, or any line but the last is damaged
   */
  public static Reading read(Path file) {
    List<String> lines;
    try {
      // Through a decoder that replaces: a torn last line may end inside a character.
      lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new JournalException("cannot read journal " + file + ": " + e, e);
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String where = file + ":" + (i + 1);
      Event event;
      try {
        event = Lines.read(lines.get(i));
      } catch (IllegalArgumentException e) {
        if (i == lines.size() - 1) {
          return new Reading(
              List.copyOf(events),
              Optional.of(where + ": the last line is cut off: " + e.getMessage()));
        }
        throw new JournalException(where + ": not an event: " + e.getMessage(), e);
      }
      if (event.seq() != i + 1) {
        throw new JournalException(
            where + ": seq is " + event.seq() + ", expected " + (i + 1) + "; lines are missing");
      }
      events.add(event);
    }
    return new Reading(List.copyOf(events), Optional.empty());
  }
}
