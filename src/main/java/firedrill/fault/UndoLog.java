package firedrill.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The undo files of one run: {@code <n>.json} until undone, {@code <n>.json.done} after. */
final class UndoLog {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private int count;

  UndoLog(Path directory) {
    this.directory = directory;
  }

  /** Returns once file and directory entry are on disk. */
  Path persist(Fault fault, Undo undo) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(++count + ".json");
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("fault", fault.name());
    content.put("target", fault.target());
    content.put("action", undo.action());
    content.put("data", undo.data());
    // Not a FileChannel: an interrupt would close it half-way.
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write((JSON.writeValueAsString(content) + "\n").getBytes(UTF_8));
      out.getFD().sync();
    }
    syncDirectory();
    return file;
  }

  void markDone(Path file) throws IOException {
    Files.move(file, file.resolveSibling(file.getFileName() + ".done"));
    syncDirectory();
  }

  private void syncDirectory() throws IOException {
    try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }
}
