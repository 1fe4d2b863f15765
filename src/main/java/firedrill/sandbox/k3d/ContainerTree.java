package firedrill.sandbox.k3d;

import firedrill.files.Trees;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Pipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tree of files in a node's container, by programs of the container: those that the node's image
 * has whichever it is, so no options but those of busybox.
 *
 * @param source the container that has it now; another one may while the node has no power
 * @param name in messages
 * @param root absolute, in the container
 */
record ContainerTree(Source source, String name, String root) implements FileTree {

  /** Who has the files. */
  interface Source {

    /** The container that had them when it was last looked. */
    LabContainer container();

    /** Looks, after a question that failed; whether another one has them now. */
    boolean isAnother();
  }

  private record Fixed(LabContainer container) implements Source {
    @Override
    public boolean isAnother() {
      return false;
    }
  }

  /** A command line takes 128 KiB at most. */
  private static final int PIECE = 48 << 10;

  private static final int KIND = 0xF000;
  private static final int DIRECTORY = 0x4000;

  /** To be had while that container runs. */
  ContainerTree(LabContainer container, String name, String root) {
    this(new Fixed(container), name, root);
  }

  private LabContainer container() {
    return source.container();
  }

  /** Once more where the files have moved meanwhile: a node that died, or has booted. */
  private Command.Result ask(String... words) {
    Command.Result result = container().attempt(words);
    return !result.ok() && source.isAnother() ? container().attempt(words) : result;
  }

  @Override
  public FileTree at(String directory) {
    return new ContainerTree(source, name + "/" + directory, inside(directory));
  }

  /** A path that leads out of the tree is refused. */
  private String inside(String path) {
    Path wanted = Path.of(root).resolve(path).normalize();
    if (!wanted.startsWith(Path.of(root).normalize())) {
      throw new IllegalArgumentException(path + " is not below " + name);
    }
    return wanted.toString();
  }

  /** As {@link #inside}, and no link is on the way. */
  private String open(String path) throws IOException {
    String wanted = inside(path);
    Path top = Path.of(root).normalize();
    List<String> steps =
        new ArrayList<>(List.of("sh", "-c", "for f; do [ ! -L \"$f\" ] || exit 1; done", "sh"));
    for (Path at = Path.of(wanted); !at.equals(top); at = at.getParent()) {
      steps.add(at.toString());
    }
    if (!ask(steps.toArray(String[]::new)).ok()) {
      throw new IOException(
          path + " of " + name + " is, or lies behind, a symbolic link, or its node has no power");
    }
    return wanted;
  }

  private String run(String... words) throws IOException {
    Command.Result result = ask(words);
    if (!result.ok()) {
      throw new IOException(name + ": " + result.output().strip());
    }
    return result.out();
  }

  @Override
  public boolean exists(String path) throws IOException {
    return ask("test", "-e", open(path)).ok();
  }

  @Override
  public List<FileEntry> list(String directory) throws IOException {
    String where = open(directory);
    String all =
        run(
            "sh",
            "-c",
            "cd \"$1\" && find . -mindepth 1 -maxdepth 1 -exec stat -c '%f %s %Y %i %n' {} +",
            "sh",
            where);
    return entries(all);
  }

  /** Lines of stat, sorted by name; of an empty directory the shell tells an empty line. */
  static List<FileEntry> entries(String said) {
    return said.lines()
        .filter(line -> !line.isEmpty())
        .map(ContainerTree::entry)
        .sorted(Comparator.comparing(FileEntry::name))
        .toList();
  }

  /** One line of stat: mode in hexadecimal digits, size, whole seconds, inode, name. */
  static FileEntry entry(String line) {
    String[] words = line.split(" ", 5);
    return new FileEntry(
        words[4].substring("./".length()),
        (Integer.parseInt(words[0], 16) & KIND) == DIRECTORY,
        Long.parseLong(words[1]),
        Instant.ofEpochSecond(Long.parseLong(words[2])),
        Long.parseLong(words[3]));
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Base64.getMimeDecoder().decode(run("base64", open(path)));
  }

  @Override
  public void write(String path, long at, byte[] content) throws IOException {
    container().requireOurs();
    String where = open(path);
    for (int from = 0; from < content.length; from += PIECE) {
      byte[] piece =
          java.util.Arrays.copyOfRange(content, from, Math.min(content.length, from + PIECE));
      run(
          "sh",
          "-c",
          "printf %s \"$1\" | base64 -d | dd of=\"$2\" bs=1 seek=\"$3\" conv=notrunc 2>/dev/null",
          "sh",
          Base64.getEncoder().encodeToString(piece),
          where,
          String.valueOf(at + from));
    }
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    String aside = path + ".new";
    delete(aside);
    write(aside, 0, content);
    // Of the whole machine: not every sync takes the name of a file.
    run("sync");
    rename(aside, path);
    run("sync");
  }

  @Override
  public Map<String, String> sums() throws IOException {
    String said =
        run(
            "sh",
            "-c",
            "cd \"$1\" && find . -type f -exec sha256sum {} + && find . -type l -exec sh -c 'for l;"
                + " do echo \"-> $(readlink \"$l\")  $l\"; done' sh {} +",
            "sh",
            root);
    Map<String, String> sums = new TreeMap<>();
    said.lines().forEach(line -> sum(line, sums));
    return sums;
  }

  /** A line of sha256sum, or one that looks the same. */
  static void sum(String line, Map<String, String> sums) {
    int at = line.indexOf("  ./");
    if (at > 0) {
      sums.put(line.substring(at + 4), line.substring(0, at));
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    container().requireOurs();
    String target = open(to);
    run("mkdir", "-p", String.valueOf(Path.of(target).getParent()));
    run("mv", "-T", open(from), target);
  }

  @Override
  public void delete(String path) throws IOException {
    container().requireOurs();
    run("rm", "-rf", open(path));
  }

  @Override
  public void copyOut(String directory, Path to) throws IOException {
    List<String> pack = new ArrayList<>(List.of("exec", container().name(), "tar"));
    // busybox' tar knows no holes, and fills them.
    if (container().attempt("sh", "-c", "tar --version | grep -q GNU").ok()) {
      pack.add("--sparse");
    }
    pack.addAll(List.of("-C", open(directory), "-cf", "-", "."));
    Files.createDirectory(to);
    try {
      pipe(
          container().engine().command(pack),
          List.of("tar", "--directory=" + to, "--preserve-permissions", "--extract", "--file=-"));
    } catch (IOException e) {
      // Half of it would stand in the way of whoever tries again.
      Trees.delete(to);
      throw e;
    }
  }

  @Override
  public void copyIn(Path from, String directory) throws IOException {
    container().requireOurs();
    String where = open(directory);
    run("mkdir", where);
    pipe(
        List.of("tar", "--directory=" + from, "--sparse", "--create", "--file=-", "."),
        container()
            .engine()
            .command(
                List.of(
                    "exec", "--interactive", container().name(), "tar", "-C", where, "-xpf", "-")));
  }

  private void pipe(List<String> from, List<String> to) throws IOException {
    try {
      Pipes.run(from, to, Engine.environment(Map.of()));
    } catch (IOException e) {
      throw new IOException("cannot copy files of " + name, e);
    }
  }

  /** Programs of this machine read a copy. */
  @Override
  public FolderView view(Path scratch) throws IOException {
    Path copy = Files.createDirectories(scratch).resolve(Path.of(root).getFileName());
    copyOut("", copy);
    return new FolderView(copy, true);
  }
}
