/// Finds the known name that a misspelt one was most likely meant to be.
enum NearestName {
    /// The known name with the fewest letters changed, added, left out or swapped; the first by alphabet among equals. Nil
    /// where none is near: more than a third of the letters, or more than three, would have to change.
    static func of(_ name: String, among known: Set<String>) -> String? {
        let letters = Array(name.utf8)
        guard letters.count <= 40 else { return nil }
        let limit = min(3, max(1, letters.count / 3))
        let near = known.compactMap { candidate -> (distance: Int, name: String)? in
            guard abs(candidate.utf8.count - letters.count) <= limit else { return nil }
            let distance = distance(letters, Array(candidate.utf8))
            return distance <= limit ? (distance, candidate) : nil
        }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// Damerau–Levenshtein distance, neighbouring letters swapped counting once.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let same = left[row] == right[column]
                var best = min(above[column] + (same ? 0 : 1), above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = above
            above = current
        }
        return above[right.count]
    }
}
