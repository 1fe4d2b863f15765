package firedrill.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps records as JSON, one file per run, mode 0600, fsynced and replaced atomically. */
public final class RecordStore {
  static final String REMEDY =
      "start a new run, which writes its own record; a record is not to be written by hand";

  private static final String SUFFIX = ".json";
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;

  /** A record as it was read, and what its file looked like then. */
  record Kept(SandboxRecord record, RecordFile.Stamp stamp) {}

  /**
   * @param directory made on the first save, mode 0700
   */
  public RecordStore(Path directory) {
    Given.require("the folder of sandbox records", directory);
    if (!directory.getFileSystem().equals(FileSystems.getDefault())) {
      throw new GuardRefusal(
          "the folder of sandbox records", "it lies in another file", "give a folder of a disk");
    }
    this.directory = directory.toAbsolutePath();
  }

  /**
   * Writes a record down, in place of an older one of the same run.
   *
   * @throws GuardRefusal when it cannot be kept
   */
  void save(SandboxRecord record) {
    keep(record, this::replace);
  }

  /**
   * Writes the first record of a run down.
   *
   * @throws GuardRefusal when it cannot be kept, or a run of that name has one already
   */
  void create(SandboxRecord record) {
    keep(record, (file, bytes) -> write(file, bytes, StandardOpenOption.CREATE_NEW));
  }

  /** How a file gets its text. */
  private interface Writing {
    void write(Path file, byte[] bytes) throws IOException;
  }

  private void keep(SandboxRecord record, Writing writing) {
    if (record == null) {
      throw new GuardRefusal("sandbox record", "there is none", REMEDY);
    }
    Path file = file(record.runId());
    byte[] bytes = RecordJson.bytes(record);
    if (bytes.length > RecordFile.MAX_BYTES) {
      throw RecordFile.refusal(file, "it would be larger than " + RecordFile.MAX_BYTES + " bytes");
    }
    looking(
        () -> {
          try {
            makeFolder();
            RecordFile.requireFolder(directory);
            writing.write(file, bytes);
            flush();
          } catch (FileAlreadyExistsException e) {
            throw RecordFile.refusal(file, "a run of that name has a record already");
          } catch (IOException e) {
            throw RecordFile.refusal(file, "it cannot be kept: " + Shown.reason(e));
          }
          return null;
        });
  }

  private void makeFolder() throws IOException {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw RecordFile.refusal(directory, "their folder is none");
    }
  }

  private void replace(Path file, byte[] bytes) throws IOException {
    Path aside = Files.createTempFile(directory, ".record", ".tmp", PRIVATE);
    try {
      write(aside, bytes, StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void write(Path file, byte[] bytes, StandardOpenOption how) throws IOException {
    try (FileChannel out = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, how), PRIVATE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  /** A disk that does not answer holds nobody. */
  private <T> T looking(Supplier<T> look) {
    return new Looks().anywhere("sandbox records in " + directory, look);
  }

  /**
   * Reads one record.
   *
   * @throws GuardRefusal if there is no such record, or its file is not the owner's alone, small,
   *     regular, under one name, and exactly one record
   */
  public SandboxRecord load(String runId) {
    return looking(() -> read(runId)).record();
  }

  Kept read(String runId) {
    Path file = file(runId);
    RecordFile.requireFolder(directory);
    RecordFile.Content content = RecordFile.read(file);
    SandboxRecord record;
    try {
      record = RecordJson.parse(content.bytes());
    } catch (RecordJson.NotARecord e) {
      throw RecordFile.refusal(file, "it is not a record: " + e.getMessage());
    } catch (GuardRefusal e) {
      throw new GuardRefusal("sandbox record " + file, "it is not a record: " + e.why(), REMEDY, e);
    }
    if (!record.runId().equals(runId)) {
      throw RecordFile.refusal(file, "it belongs to run " + record.runId());
    }
    return new Kept(record, content.stamp());
  }

  /** At each call: who may write into a folder above now may have put another one there. */
  RecordFile.Stamp stamp(String runId) {
    RecordFile.requireFolder(directory);
    return RecordFile.stamp(file(runId));
  }

  Path directory() {
    return directory;
  }

  /** The runs with a record, sorted. */
  public List<String> list() {
    return looking(this::found);
  }

  private List<String> found() {
    List<String> runs = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String run = name.substring(0, name.length() - SUFFIX.length());
        if (run.matches(SandboxRecord.RUN_ID)) {
          runs.add(run);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw unlisted(e.getCause());
    } catch (IOException e) {
      throw unlisted(e);
    }
    runs.sort(null);
    return runs;
  }

  private GuardRefusal unlisted(IOException e) {
    return new GuardRefusal(
        "sandbox records in " + directory, "they cannot be listed: " + Shown.reason(e), REMEDY);
  }

  /**
   * Forgets a run: from now on its targets are no sandboxes any more. No such record is fine.
   *
   * @throws GuardRefusal for anything but this very run's record: other programs keep JSON, too
   */
  public void delete(String runId) {
    Path file = file(runId);
    looking(
        () -> {
          delete(file, runId);
          return null;
        });
  }

  private void delete(Path file, String runId) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile()) {
        throw RecordFile.refusal(file, "it is no regular file, so it is not deleted");
      }
      read(runId);
      Files.delete(file);
      flush();
    } catch (NoSuchFileException e) {
      // Forgotten already.
    } catch (IOException e) {
      throw RecordFile.refusal(file, "it cannot be deleted: " + Shown.reason(e));
    }
  }

  private void flush() throws IOException {
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private Path file(String runId) {
    if (runId == null || !runId.matches(SandboxRecord.RUN_ID)) {
      throw new GuardRefusal("sandbox record " + Shown.host(runId), "that is no run id", REMEDY);
    }
    return directory.resolve(runId + SUFFIX);
  }
}
