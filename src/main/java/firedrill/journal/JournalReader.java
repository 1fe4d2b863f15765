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
   * @param events every whole line before the damage
   * @param truncated what is wrong with the line after them, with file and line
   */
  public record Reading(List<Event> events, Optional<String> truncated) {}

  private JournalReader() {}

  /**
   * Reads all of it.
   *
   * @throws JournalException when the file cannot be read, or any line but the last is damaged
   */
  public static Reading read(Path file) {
    return read(file, true);
  }

  /**
   * Reads up to the first line that is no event or does not follow the one before it: what can
   * still be shown of a damaged journal.
   *
   * @throws JournalException when the file cannot be read
   */
  public static Reading readable(Path file) {
    return read(file, false);
  }

  private static Reading read(Path file, boolean strict) {
    try {
      // Through a decoder that replaces: a torn last line may end inside a character.
      return parse(file, new String(Files.readAllBytes(file), UTF_8), strict);
    } catch (IOException e) {
      throw new JournalException("cannot read journal " + file + ": " + e, e);
    }
  }

  /** {@link #readable} of a text; the file is only its name in what is said of damage. */
  public static Reading readable(Path file, String text) {
    return parse(file, text, false);
  }

  private static Reading parse(Path file, String text, boolean strict) {
    List<String> lines = text.lines().toList();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String where = file + ":" + (i + 1) + ": ";
      boolean last = i == lines.size() - 1;
      try {
        Event event = Lines.read(lines.get(i));
        if (event.seq() != i + 1) {
          throw new JournalException(
              where + "seq is " + event.seq() + ", expected " + (i + 1) + "; lines are missing");
        }
        events.add(event);
      } catch (IllegalArgumentException e) {
        if (strict && !last) {
          throw new JournalException(where + "not an event: " + e.getMessage(), e);
        }
        String what = last ? "the last line is cut off: " : "not an event: ";
        return damaged(events, where + what + e.getMessage());
      } catch (JournalException e) {
        if (strict) {
          throw e;
        }
        return damaged(events, e.getMessage());
      }
    }
    return new Reading(List.copyOf(events), Optional.empty());
  }

  private static Reading damaged(List<Event> events, String why) {
    return new Reading(List.copyOf(events), Optional.of(why));
  }
}
