/** The program as a process of its own, with a folder, a clock and perhaps a database that nobody else uses. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const screenshots = join(root, "screenshots");
/** Long enough for any rule about passwords. */
export const PASSWORD = "ак-кула-минген-манас-1995";

export type Store = "sqlite" | "postgres";

export interface Plan {
  /** Folder of the city, from the root of the repository. */
  city: string;
  store: Store;
  /** RFC 3339; without it the real time. */
  time?: string;
  /** A data folder to begin with, instead of an import. */
  from?: string;
  settings?: Record<string, string>;
}

let databases = 0;

export class Program {
  readonly data: string;
  address = "";
  private readonly folder: string;
  private readonly environment: Record<string, string>;
  private database?: string;
  private process?: ChildProcess;
  private people = 0;

  private constructor(readonly plan: Plan) {
    this.folder = mkdtempSync(join(tmpdir(), "tilke-journey-"));
    this.data = join(this.folder, "data");
    this.environment = {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      TMPDIR: tmpdir(),
      TILKE_TEST_RUN: process.env["TILKE_TEST_RUN"] ?? "",
      TILKE_CITY: join(root, plan.city),
      TILKE_DATA_DIR: this.data,
      TILKE_LISTEN: "127.0.0.1:0",
      TILKE_RATE_LIMITS: "off",
      ...plan.settings,
    };
    if (plan.time) {
      this.environment["TILKE_TEST_CLOCK"] = join(this.folder, "clock");
      this.timeIs(plan.time);
    }
  }

  static async start(plan: Plan): Promise<Program> {
    const program = new Program(plan);
    if (plan.store === "postgres") program.createDatabase();
    if (plan.from && plan.store === "sqlite") cpSync(plan.from, program.data, { recursive: true });
    else {
      program.command(["import"]);
      if (plan.from) program.command(["sample"]);
    }
    await program.listen();
    return program;
  }

  /** Makes a data folder with everything that the city's folder has, and leaves it to the caller. */
  static sample(city: string): { folder: string; data: string } {
    const program = new Program({ city, store: "sqlite" });
    program.command(["import"]);
    program.command(["sample"]);
    return { folder: program.folder, data: program.data };
  }

  timeIs(time: string): void {
    writeFileSync(join(this.folder, "clock"), time);
  }

  /** Runs the program's command line. */
  command(args: string[], input = ""): string {
    return execFileSync(binary(), args, { env: this.environment, input, encoding: "utf8", stdio: "pipe" });
  }

  /** Makes an account that may sign in at once; gives its address. */
  account(name: string, role: "resident" | "staff" | "moderator" | "administrator"): string {
    this.people += 1;
    const email = `journey-${process.pid}-${this.people}@example.org`;
    const args = ["user", "add", email, "--role", role, "--name", name];
    if (role === "staff") {
      this.command(["department", "put", "property", "--ky", "Жер башкармалыгы", "--ru", "Земельное управление"]);
      args.push("--department", "property");
    }
    this.command(args, `${PASSWORD}\n`);
    return email;
  }

  /** The letters to an address, oldest first, as text. */
  async mail(email: string, number = 0): Promise<string> {
    for (let tries = 0; tries < 100; tries += 1) {
      const folder = join(this.data, "mails");
      const letters = existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => name.endsWith(".eml"))
            .sort()
            .map((name) => readFileSync(join(folder, name), "utf8"))
            .filter((letter) => new RegExp(`^To:.*${email}`, "m").test(letter))
        : [];
      const letter = letters[number];
      if (letter !== undefined) return readable(letter);
      await pause(50);
    }
    throw new Error(`no letter ${number} came for ${email}`);
  }

  stop(): void {
    this.process?.kill("SIGKILL");
    if (this.database) psql(`drop database if exists ${this.database} with (force)`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private createDatabase(): void {
    const cluster = process.env["TILKE_TEST_POSTGRES_URL"];
    if (!cluster) throw new Error("TILKE_TEST_POSTGRES_URL is not set: scripts/postgres.sh run …");
    databases += 1;
    this.database = `tilke_journey_${process.pid}_${databases}`;
    psql(`drop database if exists ${this.database} with (force)`);
    psql(`create database ${this.database}`);
    this.environment["TILKE_DATABASE_URL"] = cluster.replace(/\/[^/]*$/, `/${this.database}`);
  }

  private async listen(): Promise<void> {
    const told = join(this.data, "listening");
    rmSync(told, { force: true });
    const said: string[] = [];
    const child = spawn(binary(), ["serve"], { env: this.environment, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (part: Buffer) => said.push(part.toString()));
    child.stderr.on("data", (part: Buffer) => said.push(part.toString()));
    this.process = child;
    for (let tries = 0; tries < 1200; tries += 1) {
      if (existsSync(told)) {
        const address = readFileSync(told, "utf8");
        if (address.endsWith("\n")) {
          this.address = address.trim();
          return;
        }
      }
      if (child.exitCode !== null) break;
      await pause(50);
    }
    throw new Error(`the program does not listen:\n${said.join("").slice(-4000)}`);
  }
}

function binary(): string {
  const built = process.env["TILKE_BINARY"] ?? join(root, process.env["CARGO_TARGET_DIR"] ?? "target", "debug/tilke");
  if (!existsSync(built)) throw new Error(`${built} is missing: cargo build -p server --bin tilke`);
  return built;
}

function psql(statement: string): void {
  const cluster = process.env["TILKE_TEST_POSTGRES_URL"] ?? "";
  for (let tries = 0; ; tries += 1) {
    try {
      execFileSync("psql", [cluster, "-q", "-v", "ON_ERROR_STOP=1", "-c", statement], { stdio: "pipe" });
      return;
    } catch (error) {
      // Two copies of template1 at the same moment get in each other's way.
      if (tries >= 50) throw error;
      execFileSync("sleep", ["0.1"]);
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Undoes what mail does to text. */
function readable(letter: string): string {
  const [head = "", ...rest] = letter.split(/\r?\n\r?\n/);
  const body = rest.join("\n\n");
  if (/transfer-encoding: quoted-printable/i.test(head)) {
    const bytes = body
      .replace(/=\r?\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString("utf8");
  }
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
  return body;
}
