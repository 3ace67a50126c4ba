"""Short answers from other fields than the banks', each graded 0 to 5 by one reader, to a reference of a sentence or two.

The weights for a reference alone are fitted to every other question as well as to prose.jsonl (fit_prose.py); the rest
tell whether they serve in a field that they have never seen. No weight was fitted to that rest, but the measures, the
limits and some lines of the lexicon were chosen with all of these answers in view: a field really unseen will do worse.
"""

from typing import Final

# question, reference, answers with grades
SHORT: Final[tuple[tuple[str, str, tuple[tuple[str, float], ...]], ...]] = (
    (
        "What does a router do?",
        "A router forwards packets between networks by looking up the destination address in its routing table.",
        (
            ("it sends packets from one network to another based on the destination IP", 5),
            ("It looks in a table to see where a packet should go next", 4),
            ("connects different networks together", 3),
            ("it amplifies the signal so that it can travel further along the cable", 0),
            ("a router is used for the internet", 1),
            ("It decides the path data takes through the networks.", 3.5),
        ),
    ),
    (
        "Why does TCP use a three-way handshake?",
        "So that both sides agree on initial sequence numbers and know that the other is ready before data is sent.",
        (
            ("to synchronize sequence numbers and make sure both hosts are ready to communicate", 5),
            ("It establishes the connection before sending any data", 3),
            ("To encrypt the data between both sides", 0),
            (
                "The client and the server exchange their starting sequence numbers so each one can track which bytes arrived",
                4,
            ),
            ("because it is reliable", 1.5),
        ),
    ),
    (
        "What is the purpose of DNS?",
        "It translates domain names into IP addresses.",
        (
            ("maps human readable names to ip addresses", 5),
            ("Turns a URL into the numeric address of the server", 5),
            ("to find websites", 2),
            ("it assigns IP addresses to computers when they join the network", 0.5),
            ("The domain name system stores passwords of users", 0),
            ("it translates IP addresses", 2.5),
        ),
    ),
    (
        "What is the difference between TCP and UDP?",
        "TCP is connection oriented and guarantees delivery in order, while UDP is connectionless and does not guarantee delivery, but is faster.",
        (
            (
                "TCP is reliable and makes a connection, UDP doesn't check whether packets arrive but has less overhead",
                5,
            ),
            ("UDP guarantees delivery and TCP does not", 0),
            ("tcp resends lost packets", 2.5),
            ("UDP is faster because there is no handshake", 3),
            ("They are both transport protocols", 1),
        ),
    ),
    (
        "What role do ribosomes play in a cell?",
        "Ribosomes build proteins by linking amino acids in the order given by messenger RNA.",
        (
            ("they make proteins", 4),
            ("Ribosomes read mRNA and join amino acids together into a protein", 5),
            ("they produce energy for the cell", 0),
            ("site of protein synthesis", 4),
            ("they store the DNA of the cell", 0),
            ("Ribosomes translate the genetic message", 3),
        ),
    ),
    (
        "Why are the leaves of plants green?",
        "Chlorophyll absorbs red and blue light and reflects green light, which reaches our eyes.",
        (
            ("because chlorophyll reflects the green part of light", 5),
            ("they contain chlorophyll", 3),
            ("The leaf takes in red and blue wavelengths and bounces back green", 5),
            ("because chlorophyll absorbs green light", 0.5),
            ("so that they can hide from animals", 0),
        ),
    ),
    (
        "How do vaccines protect against disease?",
        "They expose the immune system to a harmless form of the pathogen, so that memory cells can respond quickly to a later infection.",
        (
            ("a weakened virus is injected so the body learns to make antibodies and remembers it for next time", 5),
            ("They train your immune system", 3),
            ("They kill the bacteria that are in the body", 0.5),
            ("the body makes memory cells that react fast when the real germ comes", 4.5),
            ("vaccines are medicine you take when you are ill and the doctor gives it to you with a needle", 0),
        ),
    ),
    (
        "What is natural selection?",
        "Individuals with traits that suit their environment survive and reproduce more, so these traits become more common over generations.",
        (
            ("The organisms best adapted survive and pass their genes on", 4.5),
            ("survival of the fittest", 3),
            ("Animals change during their life because they want to fit the environment", 0.5),
            ("those with helpful traits have more offspring, so the trait spreads in the population over time", 5),
            ("when people choose which animals to breed", 0),
        ),
    ),
    (
        "What happens to the current in a series circuit if one bulb burns out?",
        "The circuit is broken, so no current flows and the other bulbs go out too.",
        (
            ("all the lights turn off because the path is broken", 5),
            ("The current stops", 4),
            ("the other bulbs stay on because each has its own path", 0),
            ("the other bulbs get brighter", 0),
            ("there is a gap and the electricity can't get through", 4.5),
        ),
    ),
    (
        "Why does ice float on water?",
        "Water expands when it freezes, so ice is less dense than liquid water.",
        (
            ("because ice has a lower density than water", 5),
            ("Ice is lighter", 2.5),
            ("ice is more dense than water", 0),
            ("When water freezes it takes up more space, so the same mass has a bigger volume", 4.5),
            ("because it is cold", 0),
        ),
    ),
    (
        "Explain how evaporation differs from boiling.",
        "Evaporation happens only at the surface and at any temperature; boiling happens throughout the liquid at its boiling point.",
        (
            (
                "boiling is at a fixed temp and bubbles form in the whole liquid, evaporation is just from the surface at every temperature",
                5,
            ),
            ("Evaporation occurs at the surface", 2.5),
            ("boiling needs heat and evaporation doesn't", 1),
            ("Boiling only takes place at the surface, evaporation happens throughout the liquid", 0),
            ("both turn a liquid into a gas", 1),
        ),
    ),
    (
        "What is a primary key in a database?",
        "A column or set of columns whose values identify each row uniquely and are never null.",
        (
            ("a unique identifier for every record in a table", 4.5),
            ("An attribute that's different for all rows so you can find one row, it can't be null", 5),
            ("the first column of a table", 0.5),
            ("A key that refers to another table", 0),
            ("it's the most important key", 0.5),
            ("it uniquely identifies a row", 4.5),
        ),
    ),
    (
        "Why do databases use indexes, and what do they cost?",
        "An index lets the database find rows without scanning the whole table, but it takes space and slows down inserts and updates.",
        (
            ("they speed up lookups; but writes get slower and more storage is needed", 5),
            ("so that queries are faster", 2.5),
            ("You don't have to go through every row. Drawback: must be updated with each insert", 4.5),
            ("indexes make the table smaller and writing faster", 0),
            ("to keep the data sorted and secure from other users", 1),
        ),
    ),
    (
        "What does it mean that a transaction is atomic?",
        "Either all of its operations take effect or none of them does.",
        (
            ("all or nothing", 5),
            ("if one part fails, everything is rolled back", 4.5),
            ("It runs very fast and takes only little time", 0),
            ("transactions cannot see each other's changes", 0.5),
            ("The whole transaction is done completely or not at all.", 5),
        ),
    ),
    (
        "What is normalization of a database for?",
        "It removes redundant data and so avoids anomalies when data is inserted, updated or deleted.",
        (
            ("to reduce redundancy", 3.5),
            ("It splits tables so every fact is stored once and updates stay consistent", 5),
            ("to scale the values between 0 and 1", 0),
            ("Normalization adds redundancy to make reads faster", 0),
            ("eliminate duplicates and prevent update anomalies", 5),
        ),
    ),
    (
        "What was Ada Lovelace's contribution to computing?",
        "She wrote the first published algorithm meant for a machine, in her notes on Babbage's Analytical Engine, and saw that such a machine could do more than calculate.",
        (
            ("she wrote the first computer program, for Babbage's analytical engine", 4.5),
            ("She built the first computer", 0.5),
            ("Ada was a programmer", 1.5),
            (
                "wrote notes on the Analytical Engine which included an algorithm and realised it could work with more than numbers",
                5,
            ),
            ("She broke the Enigma code in the war", 0),
        ),
    ),
    (
        "Why did transistors replace vacuum tubes?",
        "Transistors are smaller, more reliable, use less power and produce less heat than vacuum tubes.",
        (
            ("they're smaller and don't burn out as often", 4),
            ("transistors use less energy, get less hot, are tiny and last longer", 5),
            ("Because tubes were smaller and used less power", 0),
            ("because they are better", 1),
            ("tubes needed a lot of electricity and failed all the time", 4),
        ),
    ),
    (
        "What is meant by the stored-program concept?",
        "Instructions are kept in the same memory as data, so a program can be changed without rewiring the machine.",
        (
            ("the program is in memory like the data", 4.5),
            ("Programs are saved on a disk", 1),
            (
                "You don't need to rewire the computer to run something else since the instructions are loaded into memory",
                5,
            ),
            ("instructions and data are kept in separate memories", 0),
            ("it stores programs", 1),
        ),
    ),
    (
        "What is the difference between a compiler and an interpreter?",
        "A compiler translates the whole program to machine code before it runs; an interpreter executes the source line by line.",
        (
            ("compilers convert all the code first, interpreters run it statement by statement", 5),
            ("A compiler translates code", 2),
            ("An interpreter translates the whole program before running and a compiler goes line by line", 0),
            ("compiled programs are faster", 1.5),
            (
                "The interpreter processes one instruction at a time at run time whereas the compiler generates an executable",
                5,
            ),
        ),
    ),
    (
        "What is a deadlock?",
        "Two or more processes wait forever for resources that the others hold.",
        (
            ("when processes are each waiting for a resource held by another so none can proceed", 5),
            ("The program crashes", 0),
            ("two threads block one another", 3.5),
            ("a process waits for input from the user", 0.5),
            ("no process can continue", 2.5),
        ),
    ),
    (
        "Why does an operating system use virtual memory?",
        "So that programs can use more memory than is physically there, and so that each one has its own protected address space.",
        (
            ("lets you run programs larger than RAM by swapping pages to disk, and isolates processes", 5),
            ("to have more memory than physically available", 3.5),
            ("To speed up the processor", 0),
            ("each process thinks it has the memory for itself", 3),
            ("virtual memory is used by virtual machines for the virtual reality", 0),
        ),
    ),
    (
        "What is a hash table and why is it fast?",
        "It stores entries in an array at a position computed from the key by a hash function, so lookup takes constant time on average.",
        (
            ("a data structure where a hash function turns the key into an index, so you find the value in O(1)", 5),
            ("It uses hash functions", 2.5),
            ("it keeps keys sorted so binary search can be used", 0),
            ("you calculate where the item is from the key and go straight there", 4),
            ("it's fast because the table is small", 0.5),
        ),
    ),
    (
        "How does a stack differ from a queue?",
        "A stack removes the element added last, a queue the one added first.",
        (
            ("stack is LIFO, queue is FIFO", 5),
            ("In a stack the last in is the first out, in a queue the first in comes out first", 5),
            ("a queue removes the newest item and a stack the oldest", 0),
            ("A stack only has access to the top", 2.5),
            ("they store elements in a different way", 0.5),
        ),
    ),
    (
        "What is the base case of a recursive function, and what happens without one?",
        "It is the case solved without a further call; without it the function calls itself until the stack overflows.",
        (
            ("it's where recursion stops. Without it you get infinite recursion", 4.5),
            ("the condition that ends the recursion, if it is missing the program runs out of stack memory", 5),
            ("the first call of the function", 0),
            ("The simplest case", 2.5),
            ("the base case calls the function again with a smaller value", 0.5),
        ),
    ),
    (
        "What is photosynthesis?",
        "Plants use light energy to turn carbon dioxide and water into glucose and oxygen.",
        (
            ("plants make sugar from CO2 and water with sunlight, oxygen is released", 5),
            ("how plants make their own food", 3),
            ("Plants breathe in oxygen and breathe out carbon dioxide", 0),
            ("The process in which a plant uses the sun's energy to make glucose", 4),
            ("a photo of a plant", 0),
        ),
    ),
    (
        "Why do we use version control for software?",
        "It records every change with its author, so that several people can work in parallel and earlier versions can be restored.",
        (
            ("you can go back to an older version and see who changed what", 4.5),
            ("to collaborate with a team without overwriting each other's work, and keep a history", 5),
            ("It controls which version of the compiler is used", 0),
            ("so that code gets backed up", 2),
            ("to test the software automatically", 0),
        ),
    ),
    (
        "What causes the seasons on Earth?",
        "The axis of the Earth is tilted, so each hemisphere gets more direct sunlight in one part of the year than in the other.",
        (
            ("the tilt of the earth's axis", 4.5),
            ("The Earth is closer to the sun in summer", 0),
            ("as the earth orbits, one half leans toward the sun and receives more direct light", 5),
            ("because the earth rotates around its axis every day", 0.5),
            ("the sun's rays hit at different angles in different months", 3.5),
        ),
    ),
    (
        "What is the advantage of a linked list over an array?",
        "It can grow and shrink at run time, and inserting an element does not require moving the others.",
        (
            ("dynamic size and easy insertion", 5),
            ("linked lists can be resized while arrays are fixed", 3.5),
            ("You can access any element directly by index", 0),
            ("you don't have to shift all the elements when you add one in the middle", 4),
            ("it uses less memory than an array", 0),
            ("it is flexible", 2),
        ),
    ),
    (
        "Why should a program be tested with boundary values?",
        "Mistakes are most frequent at the edges of the permitted range, such as off-by-one errors.",
        (
            ("errors often occur at the limits of the input range", 5),
            ("off by one mistakes", 3.5),
            ("so the program is tested with all possible values", 0.5),
            ("to see how it behaves at the minimum and maximum", 3.5),
            ("it makes the program faster", 0),
        ),
    ),
    (
        "What is a firewall?",
        "A firewall filters network traffic by rules and blocks what is not allowed.",
        (
            (
                "a system that monitors incoming and outgoing traffic and decides whether to let it through based on security rules",
                5,
            ),
            ("it protects your computer", 2.5),
            ("It blocks unauthorized access to a network", 4),
            ("a wall that protects the servers from fire", 0),
            ("software which removes viruses from files", 0.5),
        ),
    ),
)
