// Checks a log with the Go packages golang.org/x/mod/sumdb/{note,tlog} and nothing of this project: the signature of its
// checkpoint, every tile and entry against the root, inclusion of entries, consistency with earlier states.
//
//	check -vkey KEY [-vkey KEY] [-earlier FILE]... [-proof FILE]... [-growth FILE]... URL-OR-FOLDER
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type many []string

func (m *many) String() string     { return strings.Join(*m, ",") }
func (m *many) Set(s string) error { *m = append(*m, s); return nil }

// place is where the log lies: a folder, or an address.
type place string

func (p place) read(name string) ([]byte, error) {
	if !strings.HasPrefix(string(p), "http") {
		return os.ReadFile(filepath.Join(string(p), name))
	}
	answer, err := http.Get(string(p) + "/" + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// Tiles of the log, in the way the Go packages ask for them; the path of C2SP has no height.
func (p place) Height() int                     { return 8 }
func (p place) SaveTiles([]tlog.Tile, [][]byte) {}
func (p place) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		if _, there := seen[path]; !there {
			data, err := p.read(path)
			if err != nil {
				return nil, err
			}
			seen[path] = data
		}
		all = append(all, seen[path])
	}
	return all, nil
}

var seen = map[string][]byte{}

// entries reads the bundle of entries beside a tile of level 0.
func (p place) entries(tile tlog.Tile) ([][]byte, error) {
	data, err := p.read(strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s: cut off", tile.Path())
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		all, data = append(all, data[2:end]), data[end:]
	}
	return all, nil
}

// tree reads a checkpoint that one of the keys signed.
func tree(text []byte, keys note.Verifiers) (tlog.Tree, string, error) {
	opened, err := note.Open(text, keys)
	if err != nil {
		return tlog.Tree{}, "", err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 {
		return tlog.Tree{}, "", fmt.Errorf("no checkpoint: %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, "", err
	}
	root, err := tlog.ParseHash(lines[2])
	if lines[0] != opened.Sigs[0].Name {
		return tlog.Tree{}, "", fmt.Errorf("%s is signed by %s", lines[0], opened.Sigs[0].Name)
	}
	return tlog.Tree{N: size, Hash: root}, lines[0], err
}

type result struct {
	Origin  string `json:"origin"`
	Size    int64  `json:"size"`
	Entries int64  `json:"entries"`
	Proofs  int64  `json:"proofs"`
	Earlier int    `json:"earlier"`
	Shown   int    `json:"shown"`
	Grown   int    `json:"grown"`
}

func check() (done result, err error) {
	var vkeys, earlier, proofs, growths many
	flag.Var(&vkeys, "vkey", "key of the log")
	flag.Var(&earlier, "earlier", "file with an earlier checkpoint")
	flag.Var(&proofs, "proof", "file with the answer of receipts/{id}/proof")
	flag.Var(&growths, "growth", "file with the answer of log/consistency")
	flag.Parse()
	var known []note.Verifier
	for _, vkey := range vkeys {
		key, err := note.NewVerifier(vkey)
		if err != nil {
			return done, err
		}
		known = append(known, key)
	}
	keys, log := note.VerifierList(known...), place(flag.Arg(0))
	text, err := log.read("checkpoint")
	if err != nil {
		return done, err
	}
	now, origin, err := tree(text, keys)
	if err != nil {
		return done, err
	}
	done.Origin, done.Size = origin, now.N

	hashes := tlog.TileHashReader(now, log)
	for first := int64(0); first < now.N; first += 256 {
		width := now.N - first
		if width > 256 {
			width = 256
		}
		entries, err := log.entries(tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)})
		if err != nil {
			return done, err
		}
		if int64(len(entries)) != width {
			return done, fmt.Errorf("%d entries at %d, there should be %d", len(entries), first, width)
		}
		var places []int64
		for i := range entries {
			places = append(places, tlog.StoredHashIndex(0, first+int64(i)))
		}
		leaves, err := hashes.ReadHashes(places)
		if err != nil {
			return done, err
		}
		for i, entry := range entries {
			position := first + int64(i)
			if tlog.RecordHash(entry) != leaves[i] {
				return done, fmt.Errorf("the entry at %d does not give its leaf", position)
			}
			done.Entries++
			// Not every tile is checked by the reader (only those behind the first few it needs), so each entry is
			// proved by itself.
			proof, err := tlog.ProveRecord(now.N, position, hashes)
			if err != nil {
				return done, err
			}
			if err := tlog.CheckRecord(proof, now.N, now.Hash, position, tlog.RecordHash(entry)); err != nil {
				return done, err
			}
			done.Proofs++
		}
	}
	for _, file := range earlier {
		text, err := os.ReadFile(file)
		if err != nil {
			return done, err
		}
		old, _, err := tree(text, keys)
		if err != nil {
			return done, fmt.Errorf("%s: %v", file, err)
		}
		proof, err := tlog.ProveTree(now.N, old.N, hashes)
		if err != nil {
			return done, fmt.Errorf("%s: %v", file, err)
		}
		if err := tlog.CheckTree(proof, now.N, now.Hash, old.N, old.Hash); err != nil {
			return done, fmt.Errorf("%s: %v", file, err)
		}
		done.Earlier++
	}
	for _, file := range proofs {
		if err := shown(file, keys); err != nil {
			return done, fmt.Errorf("%s: %v", file, err)
		}
		done.Shown++
	}
	for _, file := range growths {
		if err := grown(file, keys); err != nil {
			return done, fmt.Errorf("%s: %v", file, err)
		}
		done.Grown++
	}
	return done, nil
}

// shown checks an inclusion proof as the server answers it.
func shown(file string, keys note.Verifiers) error {
	var answer struct {
		Commitment string   `json:"commitment"`
		Position   int64    `json:"position"`
		Path       []string `json:"path"`
		Checkpoint string   `json:"checkpoint"`
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	at, _, err := tree([]byte(answer.Checkpoint), keys)
	if err != nil {
		return err
	}
	entry, err := base64.RawURLEncoding.DecodeString(answer.Commitment)
	if err != nil {
		return err
	}
	path, err := list(answer.Path)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, at.N, at.Hash, answer.Position, tlog.RecordHash(entry))
}

// grown checks a consistency proof as the server answers it.
func grown(file string, keys note.Verifiers) error {
	var answer struct {
		From     int64    `json:"from"`
		To       int64    `json:"to"`
		FromRoot string   `json:"from_root"`
		ToRoot   string   `json:"to_root"`
		Proof    []string `json:"proof"`
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	roots, err := list([]string{answer.FromRoot, answer.ToRoot})
	if err != nil {
		return err
	}
	proof, err := list(answer.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, answer.To, roots[1], answer.From, roots[0])
}

func list(texts []string) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, text := range texts {
		bytes, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || len(bytes) != tlog.HashSize {
			return nil, fmt.Errorf("no hash: %q", text)
		}
		var hash tlog.Hash
		copy(hash[:], bytes)
		all = append(all, hash)
	}
	return all, nil
}

func main() {
	done, err := check()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	json.NewEncoder(os.Stdout).Encode(done)
}
