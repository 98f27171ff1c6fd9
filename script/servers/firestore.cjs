// The emulator's own start() listens on every address of the machine; this one listens on loopback only,
// on a port that the system chooses, and says which.
const { ServerCredentials } = require("@grpc/grpc-js");
const { FirestoreServer } = require("@firestore-emulator/server");

const emulator = new FirestoreServer();
emulator.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening on ${port}`);
});
